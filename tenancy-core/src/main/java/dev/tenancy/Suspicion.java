package dev.tenancy;

/**
 * Whether a statement's text is worth reading closely ({@link SessionText}): nearly none is, and this looks at every one. One
 * pass over the characters, since a regular expression took longer than the driver needs to send the statement.
 */
final class Suspicion {

    /** A statement that begins with another word does nothing to the session by itself. */
    private static final String[] FIRST_WORDS = {
        "set",
        "reset",
        "discard",
        "listen",
        "load",
        "prepare",
        "execute",
        "declare",
        "do",
        "commit",
        "begin",
        "start",
        "end",
        "abort",
        "rollback"
    };

    private Suspicion() {}

    static boolean of(String sql) {
        return startsSo(sql) || containsSo(sql);
    }

    private static boolean startsSo(String sql) {
        int start = 0;
        while (start < sql.length() && space(sql.charAt(start))) {
            start++;
        }
        for (String word : FIRST_WORDS) {
            int end = start + word.length();
            if (at(sql, start, word) && (end == sql.length() || !inWord(sql.charAt(end)))) {
                return true;
            }
        }
        return false;
    }

    /** A second statement, a comment, a function that stays, something temporary; looked for by their rarest character. */
    private static boolean containsSo(String sql) {
        for (int i = 0; i < sql.length(); i++) {
            boolean found =
                    switch (sql.charAt(i)) {
                        case ';' -> true;
                        case '/' -> at(sql, i, "/*");
                        case '-' -> at(sql, i, "--");
                        case '_' -> at(sql, i - 3, "set_config") || at(sql, i - 8, "advisory_lock");
                        case 'p', 'P' -> at(sql, i - 3, "temp") && !letterAt(sql, i - 4);
                        default -> false;
                    };
            if (found) {
                return true;
            }
        }
        return false;
    }

    private static boolean at(String sql, int offset, String word) {
        return sql.regionMatches(true, offset, word, 0, word.length());
    }

    private static boolean space(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static boolean letterAt(String sql, int i) {
        return i >= 0 && letter(sql.charAt(i));
    }

    private static boolean letter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean inWord(char c) {
        return letter(c) || (c >= '0' && c <= '9') || c == '_';
    }
}
