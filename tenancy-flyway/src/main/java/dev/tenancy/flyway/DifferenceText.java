package dev.tenancy.flyway;

import java.util.List;
import java.util.regex.Pattern;

/** Differences in words. Of long texts, the first line that differs. */
final class DifferenceText {

    private static final int LONGEST = 300;
    private static final Pattern PLURAL =
            Pattern.compile("rights|attributes|settings|members|options|arguments|roles|rows");

    private DifferenceText() {}

    static String of(Difference difference) {
        return switch (difference.what()) {
            case MISSING ->
                "missing " + difference.thing()
                        + difference.expected().map(DifferenceText::shown).orElse("");
            case EXTRA ->
                "extra " + difference.thing()
                        + difference.found().map(DifferenceText::shown).orElse("");
            case CHANGED ->
                difference.thing() + ": "
                        + change(difference, difference.property().orElse("definition"));
        };
    }

    private static String shown(String definition) {
        return definition.contains("\n") ? "" : ": " + clipped(definition);
    }

    private static String change(Difference difference, String property) {
        List<String> expected = difference.expected().orElse("none").lines().toList();
        List<String> found = difference.found().orElse("none").lines().toList();
        if (expected.size() <= 1 && found.size() <= 1) {
            return property + (PLURAL.matcher(property).lookingAt() ? " are " : " is ") + clipped(line(found, 0))
                    + " instead of " + clipped(line(expected, 0));
        }
        int line = 0;
        while (line(expected, line).equals(line(found, line)) && line < expected.size()) {
            line++;
        }
        return property + " from line " + (line + 1) + ": "
                + clipped(line(found, line).strip()) + " instead of "
                + clipped(line(expected, line).strip());
    }

    private static String line(List<String> lines, int line) {
        return line < lines.size() ? lines.get(line) : "nothing";
    }

    private static String clipped(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
