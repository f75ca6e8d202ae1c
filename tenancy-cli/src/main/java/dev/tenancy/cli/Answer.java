package dev.tenancy.cli;

import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a command has to say on standard output, for people or as JSON, and how it ended.
 *
 * @param exit how
 * @param text for people
 * @param json for programs: one object
 */
record Answer(Exit exit, Supplier<String> text, Supplier<String> json) {

    static Answer of(Exit exit, Supplier<String> text, Map<String, @Nullable Object> json) {
        return new Answer(exit, text, () -> Json.of(json));
    }
}
