package dev.tenancy.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Bars that lie, one a contender, on a scale that starts at zero. */
final class BarChart {

    private static final int LEFT = 250;
    private static final int ROW = 30;
    private static final int TOP = 74;

    private record Bar(String label, double value, boolean ours) {}

    private final String title;
    private final String unit;
    private final List<Bar> bars = new ArrayList<>();

    BarChart(String title, String unit) {
        this.title = title;
        this.unit = unit;
    }

    BarChart bar(String label, double value) {
        bars.add(new Bar(label, value, label.startsWith("ours")));
        return this;
    }

    Svg svg() {
        Svg svg = new Svg(TOP + bars.size() * ROW + 14, title);
        svg.text(24, 56, "dim", "start", unit);
        double most = bars.stream().mapToDouble(Bar::value).max().orElse(1);
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            double y = TOP + i * ROW;
            double width = Math.max(1, (Svg.WIDTH - LEFT - 90) * bar.value / most);
            svg.text(LEFT - 12, y + 16, "label", "end", bar.label);
            svg.rect(LEFT, y + 2, width, ROW - 10, bar.ours ? "s0" : "s3");
            svg.text(LEFT + width + 8, y + 16, "label", "start", number(bar.value));
        }
        return svg;
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value < 0.1 ? "%.3f" : value < 100 ? "%.2f" : "%,.0f", value);
    }
}
