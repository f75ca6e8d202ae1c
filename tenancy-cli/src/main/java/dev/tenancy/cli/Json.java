package dev.tenancy.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers for programs. */
final class Json {

    private Json() {}

    static String of(Map<String, ?> object) {
        return dev.tenancy.lint.internal.Json.of(object);
    }

    /** Names and values in turn, in that order; nulls are left out, as the library's own JSON has it. */
    static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] != null) {
                object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
            }
        }
        return object;
    }
}
