package dev.tenancy.flyway;

import dev.tenancy.lint.MigrationScript;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.flywaydb.core.api.configuration.Configuration;

/**
 * All scripts of the fleet, each with the way it takes: decided once, before any tenant is looked at.
 *
 * @param configuration of Flyway, with the user's settings
 * @param byName in the order in which Flyway runs them
 * @param texts of those that are SQL and not too long, in that order
 * @param refusal why all of them go through Flyway, whatever each of them is; or empty
 */
record Scripts(
        Configuration configuration,
        Map<String, Script> byName,
        List<MigrationScript> texts,
        Optional<String> refusal) {

    /** Made in one transaction with others, it would fire at another moment. */
    private static final Pattern CONSTRAINT_TRIGGER =
            Pattern.compile("\\bconstraint\\s+trigger\\b", Pattern.CASE_INSENSITIVE);

    static Scripts of(Resolved found) {
        Map<String, Script> byName = new LinkedHashMap<>();
        found.scripts().forEach(info -> byName.put(info.getScript(), Script.of(info, found)));
        Optional<String> refusal = found.difference()
                .or(found.look()::unseen)
                .or(() -> found.look().callback().map(file -> "Flyway calls " + file + " back"))
                .or(() -> constraintTrigger(found));
        return new Scripts(found.configuration(), byName, texts(found), refusal);
    }

    private static List<MigrationScript> texts(Resolved found) {
        return found.names().stream()
                .flatMap(name -> found
                        .look()
                        .script(name)
                        .flatMap(seen -> seen.text().map(text -> new MigrationScript(name, text, seen.transactional())))
                        .stream())
                .toList();
    }

    private static Optional<String> constraintTrigger(Resolved found) {
        return found.names().stream()
                .filter(name -> found.look()
                        .script(name)
                        .flatMap(ScriptLook.Seen::text)
                        .filter(text -> CONSTRAINT_TRIGGER.matcher(text).find())
                        .isPresent())
                .findFirst()
                .map(name -> name + " makes a constraint trigger, which may fire at a commit");
    }

    /** The way of a script, and why. */
    Optional<String> refusal(String name) {
        Script script = byName.get(name);
        return refusal.or(() -> script == null ? Optional.of("it was not there a moment ago") : script.refusal());
    }

    /** These scripts, if all of them may run in one transaction in this schema. */
    Optional<List<Script>> batch(List<String> names, String schema) {
        List<Script> scripts =
                names.stream().map(byName::get).filter(Objects::nonNull).toList();
        boolean all = !names.isEmpty()
                && refusal.isEmpty()
                && scripts.size() == names.size()
                && scripts.stream().allMatch(script -> script.batched() && script.fits(schema));
        return all ? Optional.of(scripts) : Optional.empty();
    }

    List<Script> all() {
        return List.copyOf(byName.values());
    }
}
