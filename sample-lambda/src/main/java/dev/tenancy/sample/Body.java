package dev.tenancy.sample;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object that a client sent, read strictly: each method throws a {@link Problem} that names the field. */
record Body(Map<String, Object> fields) {

    /** Refuses what is not in the API. */
    void only(String... known) {
        if (!List.of(known).containsAll(fields.keySet())) {
            throw Problem.badRequest("The body may have " + String.join(", ", known) + " and nothing else.");
        }
    }

    /** A text that must be there and have something else than spaces in it. */
    String text(String name, int longest) {
        String text = optionalText(name, longest);
        if (text == null) {
            throw Problem.badRequest("The field " + name + " is missing.");
        }
        if (text.isBlank()) {
            throw new Problem(422, "The field " + name + " is blank.");
        }
        return text;
    }

    /** A text, or null if it is absent or null. */
    @Nullable
    String optionalText(String name, int longest) {
        Object value = fields.get(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof String text)) {
            throw Problem.badRequest("The field " + name + " must be a text.");
        }
        // what PostgreSQL cannot keep: NUL, and half a character
        if (text.indexOf(0) >= 0
                || text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw Problem.badRequest("The field " + name + " has a NUL or a lone surrogate in it.");
        }
        if (text.codePointCount(0, text.length()) > longest) {
            throw Problem.badRequest("The field " + name + " is longer than " + longest + " characters.");
        }
        return text;
    }

    /** A whole number of at least 0, or the fallback if it is absent. */
    int count(String name, int fallback, int most) {
        if (!fields.containsKey(name)) {
            return fallback;
        }
        Object value = fields.get(name);
        if (!(value instanceof Integer || value instanceof Long || value instanceof BigInteger)) {
            throw Problem.badRequest("The field " + name + " must be a whole number.");
        }
        if (!(value instanceof Integer number) || number < 0 || number > most) {
            throw new Problem(422, "The field " + name + " must be from 0 to " + most + ".");
        }
        return number;
    }
}
