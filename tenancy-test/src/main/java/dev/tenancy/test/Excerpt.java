package dev.tenancy.test;

import java.util.List;

/** What of a long list or text a message shows. */
final class Excerpt {

    private static final int ROWS = 3;
    private static final int CHARACTERS = 400;

    private Excerpt() {}

    static String of(List<String> rows) {
        if (rows.isEmpty()) {
            return "nothing";
        }
        String first = String.join("; ", rows.subList(0, Math.min(ROWS, rows.size())));
        return of(first) + (rows.size() > ROWS ? "; and " + (rows.size() - ROWS) + " more" : "");
    }

    static String of(String text) {
        return text.length() <= CHARACTERS ? text : text.substring(0, CHARACTERS) + "…";
    }
}
