package dev.tenancy.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One header, as an event's two maps have it: {@code headers} with its last value, {@code multiValueHeaders} with all of
 * them. Its name is there in any case, and perhaps in several; a value may be null.
 */
record Header(String name, List<@Nullable String> single, List<@Nullable String> many) {

    static Header of(String name, Map<String, Object> headers, Map<String, Object> multiValueHeaders) {
        Header header = new Header(name, new ArrayList<>(), new ArrayList<>());
        headers.forEach((key, value) -> header.add(header.single, key, value));
        multiValueHeaders.forEach((key, value) -> {
            List<?> values = value instanceof List<?> list ? list : List.of();
            values.forEach(one -> header.add(header.many, key, one));
            if (values.isEmpty()) {
                header.add(header.many, key, null);
            }
        });
        return header;
    }

    /** All values, joined by comma; empty if there is none. */
    String joined() {
        return (many.isEmpty() ? single : many)
                .stream().filter(Objects::nonNull).collect(Collectors.joining(", "));
    }

    /** The only value, or null if there is none; a {@link Problem} if there are two, or the maps disagree. */
    @Nullable
    String only() {
        boolean differ = !single.isEmpty() && !many.isEmpty() && !single.equals(many);
        if (single.size() > 1 || many.size() > 1 || differ) {
            throw Problem.badRequest("The header " + name + " must be there once.");
        }
        List<@Nullable String> values = many.isEmpty() ? single : many;
        return values.isEmpty() ? null : values.get(0);
    }

    /** Not by equalsIgnoreCase, to which a dotless i is an I. */
    private void add(List<@Nullable String> values, String key, @Nullable Object value) {
        if (key.length() == name.length() && key.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
            values.add(value instanceof String text ? text : null);
        }
    }
}
