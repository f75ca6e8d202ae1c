package dev.tenancy.lint.internal;

import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** JSON (RFC 8259) of maps, lists, numbers, truth, null, and the text of anything else. */
public final class Json {

    /**
     * A value that is JSON already.
     *
     * @param text taken as it is
     */
    public record Written(String text) {}

    private Json() {}

    /**
     * Writes a value on one line.
     *
     * @param value a map keeps its order
     * @return its JSON
     */
    public static String of(@Nullable Object value) {
        if (value instanceof Map<?, ?> object) {
            return object.entrySet().stream()
                    .map(member -> quoted(String.valueOf(member.getKey())) + ":" + of(member.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof Collection<?> array) {
            return array.stream().map(Json::of).collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof Written written) {
            return written.text();
        }
        return value == null || value instanceof Number || value instanceof Boolean
                ? String.valueOf(value)
                : quoted(value.toString());
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
