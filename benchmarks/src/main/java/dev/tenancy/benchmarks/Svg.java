package dev.tenancy.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A picture of a fixed width that reads well on light and dark pages: it has a ground of its own and follows the reader's choice. */
final class Svg {

    static final int WIDTH = 760;

    private static final String STYLE = """
            <style>
              svg { font: 14px system-ui, sans-serif }
              .ground { fill: #ffffff } text { fill: #1f2328 } .dim { fill: #59636e }
              .grid { stroke: #d1d9e0; stroke-width: 1 }
              .title { font-size: 17px; font-weight: 600 }
              .s0 { stroke: #0969da; fill: #0969da } .s1 { stroke: #bc4c00; fill: #bc4c00 }
              .s2 { stroke: #8250df; fill: #8250df } .s3 { stroke: #59636e; fill: #59636e }
              text.s0, text.s1, text.s2, text.s3, rect.s0, rect.s1, rect.s2, rect.s3 { stroke: none }
              polyline { fill: none !important; stroke-width: 2.5 }
              @media (prefers-color-scheme: dark) {
                .ground { fill: #0d1117 } text { fill: #e6edf3 } .dim { fill: #9198a1 }
                .grid { stroke: #3d444d }
                .s0 { stroke: #58a6ff; fill: #58a6ff } .s1 { stroke: #f0883e; fill: #f0883e }
                .s2 { stroke: #bc8cff; fill: #bc8cff } .s3 { stroke: #9198a1; fill: #9198a1 }
              }
            </style>
            """;

    private final StringBuilder body = new StringBuilder();
    private final int height;

    Svg(int height, String title) {
        this.height = height;
        body.append("<rect class=\"ground\" width=\"%d\" height=\"%d\" rx=\"6\"/>%n".formatted(WIDTH, height));
        text(24, 34, "title", "start", title);
    }

    void text(double x, double y, String style, String anchor, String text) {
        body.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\" text-anchor=\"%s\">%s</text>%n",
                x,
                y,
                style,
                anchor,
                text.replace("&", "&amp;").replace("<", "&lt;")));
    }

    void rect(double x, double y, double width, double height, String style) {
        body.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\" class=\"%s\"/>%n",
                x,
                y,
                width,
                height,
                style));
    }

    void line(double x1, double y1, double x2, double y2) {
        body.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"grid\"/>%n",
                x1,
                y1,
                x2,
                y2));
    }

    void dot(double x, double y, String style) {
        body.append(
                String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" class=\"%s\"/>%n", x, y, style));
    }

    void polyline(String points, String style) {
        body.append("<polyline points=\"%s\" class=\"%s\"/>%n".formatted(points, style));
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, toString());
    }

    @Override
    public String toString() {
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$d %2$d\" width=\"%1$d\" height=\"%2$d\">%n"
                        .formatted(WIDTH, height)
                + STYLE + body + "</svg>\n";
    }
}
