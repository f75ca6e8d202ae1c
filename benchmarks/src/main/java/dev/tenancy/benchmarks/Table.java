package dev.tenancy.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table that a person can read, and Markdown too. */
final class Table {

    private final String title;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String title, Object... heads) {
        this.title = title;
        row(heads);
    }

    /** Numbers are given as text: what is right for one column is not for another. */
    Table row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(String.valueOf(cell));
        }
        rows.add(row);
        return this;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(title).append("\n\n");
        int[] widths = widths();
        for (int i = 0; i < rows.size(); i++) {
            line(text, rows.get(i), widths, " ");
            if (i == 0) {
                line(text, rows.get(0).stream().map(head -> "").toList(), widths, "-");
            }
        }
        return text.toString();
    }

    private int[] widths() {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    /** The first column to the left, numbers to the right. */
    private static void line(StringBuilder text, List<String> cells, int[] widths, String fill) {
        text.append('|');
        for (int i = 0; i < cells.size(); i++) {
            String space = fill.repeat(widths[i] - cells.get(i).length());
            String cell = i == 0 ? cells.get(i) + space : space + cells.get(i);
            boolean rule = fill.equals("-");
            text.append(rule ? "-" : " ").append(cell).append(rule && i > 0 ? ":|" : rule ? "-|" : " |");
        }
        text.append('\n');
    }

    static String micros(double nanos) {
        return String.format(Locale.ROOT, "%.0f µs", nanos / 1e3);
    }

    static String millis(double nanos) {
        return String.format(Locale.ROOT, nanos < 1e7 ? "%.2f ms" : "%.0f ms", nanos / 1e6);
    }

    static String ratio(double ratio) {
        return String.format(Locale.ROOT, ratio < 0.1 ? "%.4f" : "%.2f", ratio);
    }
}
