package dev.tenancy.flyway;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.Configuration;

/**
 * The scripts as Flyway found them for one schema.
 *
 * @param schema the schema's name
 * @param configuration with which it looked
 * @param scripts in the order in which it runs them
 * @param untouched whether these settings are as they are without the user
 * @param difference what these settings make Flyway do that the batch does not; or empty
 * @param look their texts
 */
record Resolved(
        String schema,
        Configuration configuration,
        List<MigrationInfo> scripts,
        boolean untouched,
        Optional<String> difference,
        ScriptLook look) {

    static Resolved of(
            String schema,
            Configuration configuration,
            boolean untouched,
            Optional<String> difference,
            ScriptLook look,
            MigrationInfo... scripts) {
        return new Resolved(schema, configuration, Arrays.asList(scripts), untouched, difference, look);
    }

    /** Whether it is all in files. */
    boolean plain() {
        return untouched
                && scripts.stream().allMatch(script -> script.getType().name().equals("SQL"));
    }

    List<MigrationInfo> repeatable() {
        return scripts.stream().filter(script -> script.getVersion() == null).toList();
    }

    /** In a schema of which there is nothing yet. */
    List<String> pending() {
        return scripts.stream()
                .filter(script -> script.getState() == MigrationState.PENDING)
                .map(MigrationInfo::getScript)
                .toList();
    }

    List<String> names() {
        return scripts.stream().map(MigrationInfo::getScript).toList();
    }
}
