package dev.tenancy.flyway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jspecify.annotations.Nullable;

/** The configuration of a tenant's Flyway run: ours, then the user's, and a look that ours still stands. */
final class FlywaySettings {

    private final ClassLoader classLoader;
    private final List<String> locations;
    private final Consumer<FluentConfiguration> customiser;

    FlywaySettings(List<String> locations, Consumer<FluentConfiguration> customiser) {
        this.classLoader = Objects.requireNonNullElse(
                Thread.currentThread().getContextClassLoader(), FlywaySettings.class.getClassLoader());
        this.locations = List.copyOf(locations);
        this.customiser = customiser;
    }

    List<String> locations() {
        return locations;
    }

    /** Without the user's part: for the shared schema, and where the user's part begins. */
    static FluentConfiguration plain(
            ClassLoader classLoader, String schema, List<String> locations, @Nullable DataSource source) {
        FluentConfiguration configuration = new FluentConfiguration(classLoader)
                .locations(locations.toArray(String[]::new))
                .failOnMissingLocations(true)
                .defaultSchema(schema)
                .schemas(schema)
                .createSchemas(false)
                .cleanDisabled(true);
        if (source != null) {
            configuration.dataSource(source);
        }
        extension(configuration).setTransactionalLock(false);
        return configuration;
    }

    FluentConfiguration forTenant(String schema, @Nullable DataSource source, Callback... ours) {
        FluentConfiguration configuration = plain(classLoader, schema, locations, source);
        Map<String, Object> before = owned(configuration);
        customiser.accept(configuration);
        refuseChanges(before, owned(configuration));
        List<Callback> callbacks = new ArrayList<>(List.of(configuration.getCallbacks()));
        callbacks.addAll(List.of(ours));
        return configuration.callbacks(callbacks.toArray(Callback[]::new));
    }

    /** What a run of Flyway with a tenant's configuration does that the batch does not; or empty. */
    Optional<String> difference(FluentConfiguration users) {
        return FlywayDifferences.of(
                users, plain(classLoader, String.valueOf(users.getDefaultSchema()), locations, null));
    }

    /** Whether the user's part sets nothing. */
    boolean untouched(FluentConfiguration users) {
        return FlywayDifferences.none(
                users, plain(classLoader, String.valueOf(users.getDefaultSchema()), locations, null));
    }

    ClassLoader classLoader() {
        return classLoader;
    }

    private static void refuseChanges(Map<String, Object> before, Map<String, Object> after) {
        before.forEach((setting, value) -> {
            if (!value.equals(after.get(setting))) {
                throw new TenantsConfigurationException("Flyway's setting '" + setting + "' is refused: it was set to "
                        + after.get(setting) + ", and " + REASONS.get(setting) + ".");
            }
        });
    }

    private static Map<String, Object> owned(FluentConfiguration configuration) {
        Map<String, Object> owned = new TreeMap<>();
        owned.put("dataSource", String.valueOf(System.identityHashCode(configuration.getDataSource())));
        owned.put("locations", Arrays.toString(configuration.getLocations()));
        owned.put("defaultSchema", String.valueOf(configuration.getDefaultSchema()));
        owned.put("schemas", Arrays.toString(configuration.getSchemas()));
        owned.put("createSchemas", configuration.isCreateSchemas());
        owned.put("cleanDisabled", configuration.isCleanDisabled());
        owned.put("baselineOnMigrate", configuration.isBaselineOnMigrate());
        owned.put("skipExecutingMigrations", configuration.isSkipExecutingMigrations());
        owned.put("postgresql.transactional.lock", extension(configuration).isTransactionalLock());
        return owned;
    }

    private static final Map<String, String> REASONS = Map.of(
            "dataSource", "all of a run must be on the connection that holds the tenant's lock",
            "locations", "they are given to Tenants.builder(..).locations(..)",
            "defaultSchema", "the layout names the tenant's schema",
            "schemas", "the layout names the tenant's schema, and a script may touch no other",
            "createSchemas", "provisioning makes the schema with its role and rights, in one transaction",
            "cleanDisabled", "clean would drop a tenant's data; deprovision is the way to remove a tenant",
            "baselineOnMigrate", "it would call scripts done that never ran; provision with adoptExisting() instead",
            "skipExecutingMigrations", "it would call scripts done that never ran",
            "postgresql.transactional.lock",
                    "CREATE INDEX CONCURRENTLY would wait for Flyway's own transaction for ever");

    @SuppressWarnings("deprecation") // its successor is missing in Flyway 11
    private static PostgreSQLConfigurationExtension extension(FluentConfiguration configuration) {
        // configuration(Map) would need jackson-databind on Flyway 13
        return configuration.getPluginRegister().getPlugin(PostgreSQLConfigurationExtension.class);
    }
}
