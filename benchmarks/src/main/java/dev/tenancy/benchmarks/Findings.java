package dev.tenancy.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What came out: tables at once, figures at the end of each suite, one line each. */
final class Findings {

    private final PrintStream out;
    private final List<String> lines = new ArrayList<>();
    private final List<String> regressions = new ArrayList<>();

    Findings(PrintStream out) {
        this.out = out;
    }

    void say(String text) {
        out.println(text);
    }

    void table(Table table) {
        out.println();
        out.println(table);
    }

    /** Ours to the rival's, a median. */
    void bar(String name, double ratio) {
        lines.add(String.format(Locale.ROOT, "bar %s %.4f", name, ratio));
        if (!Goals.reached(name, ratio)) {
            say(String.format(
                    Locale.ROOT, "missed: %s is %.4f, wanted at most %.2f", name, ratio, Goals.RATIOS.get(name)));
        }
        if (Goals.regressed(name, ratio)) {
            regressions.add(String.format(
                    Locale.ROOT,
                    "%s is %.4f, worse than twice %s %.2f",
                    name,
                    ratio,
                    Goals.REACHED.containsKey(name) ? "what was reached," : "its goal of",
                    Goals.expected(name)));
        }
    }

    void count(String name, long count) {
        lines.add("count " + name + " " + count);
        if (Goals.exceeded(name, count)) {
            regressions.add(name + " is " + count + ", more than " + Goals.COUNTS.get(name));
        }
    }

    /** Ends a suite. */
    void figures() {
        lines.forEach(out::println);
        lines.clear();
    }

    /** Why this run is a failure; empty if it is none. */
    List<String> regressions() {
        return List.copyOf(regressions);
    }
}
