package dev.tenancy.flyway;

import dev.tenancy.lint.internal.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Plans and reports as JSON, member by member. */
final class JsonText {

    private final Map<String, Object> members = new LinkedHashMap<>();

    /** A member; left out if it is empty. */
    JsonText with(String name, Object value) {
        if (value instanceof Optional<?> optional) {
            optional.ifPresent(present -> members.put(name, present));
        } else if (value instanceof OptionalInt optional) {
            optional.ifPresent(present -> members.put(name, present));
        } else {
            members.put(name, value);
        }
        return this;
    }

    Map<String, Object> object() {
        return members;
    }

    @Override
    public String toString() {
        return Json.of(members);
    }
}
