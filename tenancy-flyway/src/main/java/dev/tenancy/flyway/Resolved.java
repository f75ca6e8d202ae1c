package dev.tenancy.flyway;

import java.util.Arrays;
import java.util.List;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.Configuration;

/**
 * The scripts as Flyway found them for one schema.
 *
 * @param schema the schema's name
 * @param configuration with which it looked
 * @param scripts in the order in which it runs them
 */
record Resolved(String schema, Configuration configuration, List<MigrationInfo> scripts) {

    static Resolved of(String schema, Configuration configuration, MigrationInfo... scripts) {
        return new Resolved(schema, configuration, Arrays.asList(scripts));
    }

    List<MigrationInfo> repeatable() {
        return scripts.stream().filter(script -> script.getVersion() == null).toList();
    }

    List<String> names() {
        return scripts.stream().map(MigrationInfo::getScript).toList();
    }
}
