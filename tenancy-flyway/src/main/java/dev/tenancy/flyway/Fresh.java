package dev.tenancy.flyway;

import java.util.List;
import org.flywaydb.core.api.configuration.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * What a new tenant's batch runs.
 *
 * @param configuration of Flyway
 * @param scripts in order
 * @param version where they lead; null if all of them are repeatable
 */
record Fresh(
        Configuration configuration,
        List<Script> scripts,
        @Nullable String version) {}
