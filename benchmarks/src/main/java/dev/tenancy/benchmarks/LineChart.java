package dev.tenancy.benchmarks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Lines on two logarithmic scales, each named at its end. */
final class LineChart {

    private static final int LEFT = 70;
    private static final int RIGHT = Svg.WIDTH - 210;
    private static final int TOP = 76;
    private static final int BOTTOM = 360;
    private static final int A_LABEL = 18;

    private record Point(double x, double y) {}

    private record End(String name, String style, double y) {}

    private final String title;
    private final String xName;
    private final String yName;
    private final Map<String, List<Point>> lines = new LinkedHashMap<>();

    LineChart(String title, String xName, String yName) {
        this.title = title;
        this.xName = xName;
        this.yName = yName;
    }

    LineChart point(String line, double x, double y) {
        lines.computeIfAbsent(line, first -> new ArrayList<>()).add(new Point(x, y));
        return this;
    }

    Svg svg() {
        Svg svg = new Svg(BOTTOM + 56, title);
        svg.text(24, 58, "dim", "start", yName + ", by " + xName + " (both scales logarithmic)");
        int x0 = floor(Point::x);
        int x1 = Math.max(x0 + 1, ceiling(Point::x));
        int y0 = floor(Point::y);
        int y1 = Math.max(y0 + 1, ceiling(Point::y));
        for (int power = y0; power <= y1; power++) {
            double y = scale(power, y0, y1, BOTTOM, TOP);
            svg.line(LEFT, y, RIGHT, y);
            svg.text(LEFT - 8, y + 5, "dim", "end", number(power));
        }
        for (int power = x0; power <= x1; power++) {
            double x = scale(power, x0, x1, LEFT, RIGHT);
            svg.line(x, TOP, x, BOTTOM);
            svg.text(x, BOTTOM + 22, "dim", "middle", number(power));
        }
        svg.text((LEFT + RIGHT) / 2.0, BOTTOM + 44, "dim", "middle", xName);
        List<End> ends = new ArrayList<>();
        lines.forEach((name, points) -> {
            String style = name.startsWith("ours") ? "s0" : "s" + (1 + ends.size() % 3);
            StringBuilder path = new StringBuilder();
            double y = 0;
            for (Point point : points) {
                double x = scale(Math.log10(point.x), x0, x1, LEFT, RIGHT);
                y = scale(Math.log10(point.y), y0, y1, BOTTOM, TOP);
                path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
                svg.dot(x, y, style);
            }
            svg.polyline(path.toString().trim(), style);
            ends.add(new End(name, style, y));
        });
        names(svg, ends);
        return svg;
    }

    /** From the lowest up; a name that would cover another one moves. */
    private static void names(Svg svg, List<End> ends) {
        double free = Double.MAX_VALUE;
        for (End end : ends.stream()
                .sorted(Comparator.comparingDouble(End::y).reversed())
                .toList()) {
            double y = Math.min(end.y, free);
            svg.text(RIGHT + 12, y + 5, end.style, "start", end.name);
            free = y - A_LABEL;
        }
    }

    private int floor(ToDoubleFunction<Point> part) {
        return (int) Math.floor(Math.log10(all().mapToDouble(part).min().orElse(1)) + 1e-9);
    }

    private int ceiling(ToDoubleFunction<Point> part) {
        return (int) Math.ceil(Math.log10(all().mapToDouble(part).max().orElse(1)) - 1e-9);
    }

    private Stream<Point> all() {
        return lines.values().stream().flatMap(List::stream);
    }

    private static double scale(double value, double from, double to, double low, double high) {
        return low + (value - from) / (to - from) * (high - low);
    }

    private static String number(int power) {
        return String.format(Locale.ROOT, power < 0 ? "%." + -power + "f" : "%,.0f", Math.pow(10, power));
    }
}
