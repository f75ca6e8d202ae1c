package dev.tenancy;

import org.jspecify.annotations.Nullable;

/** Text of unknown origin, made fit for a message: quoted, escaped, and cut at {@value #LIMIT} characters. */
final class Quoted {

    private static final int LIMIT = 64;

    private Quoted() {}

    static String of(@Nullable String text) {
        if (text == null) {
            return "null";
        }
        StringBuilder quoted = new StringBuilder("'");
        for (int i = 0; i < Math.min(text.length(), LIMIT); i++) {
            append(quoted, text.charAt(i));
        }
        return quoted.append(text.length() > LIMIT ? "…'" : "'").toString();
    }

    private static void append(StringBuilder quoted, char c) {
        boolean printable = c >= ' ' && c < 127;
        if (c == '\'' || c == '\\') {
            quoted.append('\\').append(c);
        } else if (printable) {
            quoted.append(c);
        } else {
            // every character outside printable ASCII: controls, but look-alikes and direction marks as well
            quoted.append("\\u").append(java.util.HexFormat.of().toHexDigits(c));
        }
    }
}
