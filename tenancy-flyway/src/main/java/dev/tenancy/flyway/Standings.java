package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.ValidateOutput;
import org.flywaydb.core.api.pattern.ValidatePattern;
import org.flywaydb.core.api.resolver.MigrationResolver;

/** Asks Flyway where a tenant's history stands: with the user's settings, and without anybody's callbacks. */
final class Standings {

    private final TenantLayout layout;
    private final FlywaySettings settings;
    private final OwnerConnections connections;

    Standings(TenantLayout layout, FlywaySettings settings, OwnerConnections connections) {
        this.layout = layout;
        this.settings = settings;
        this.connections = connections;
    }

    /** Reads what there is to run, asking for a schema that does not exist; and for another one if there may be a difference. */
    Reading read(OwnerSession session) {
        Resolved found = scripts(session, layout.templateSchema());
        return Reading.of(
                found, found.repeatable().isEmpty() ? found : scripts(session, layout.templateSchema() + "_"));
    }

    private Resolved scripts(OwnerSession session, String schema) {
        try {
            FluentConfiguration configuration = settings.forTenant(schema, new OneConnection(session, connections));
            Optional<String> difference = settings.difference(configuration);
            boolean untouched = settings.untouched(configuration);
            ScriptLook look = new ScriptLook();
            List<MigrationResolver> resolvers = new ArrayList<>(List.of(configuration.getResolvers()));
            resolvers.add(look);
            MigrationInfo[] all = withoutCallbacks(configuration)
                    .resolvers(resolvers.toArray(MigrationResolver[]::new))
                    .load()
                    .info()
                    .all();
            Resolved found = Resolved.of(schema, configuration, untouched, difference, look, all);
            if (found.scripts().isEmpty()) {
                throw new TenantsConfigurationException(
                        "There is no migration in " + settings.locations()
                                + ". Put scripts there (V1__first.sql), or name their place with Tenants.builder(..).locations(..).");
            }
            return found;
        } catch (FlywayException e) {
            throw new TenantsConfigurationException(
                    "The migrations in " + settings.locations() + " cannot be read: " + Failures.text(e), e);
        }
    }

    /** Fails with a FlywayException if PostgreSQL refused to tell. */
    Standing of(OwnerSession session, TenantId tenant) {
        try {
            return ask(session, tenant);
        } catch (FlywayException
                | IllegalArgumentException e) { // the latter is Flyway 11's, at a type that it does not know
            if (Failures.connectionLost(e)) {
                throw new OwnerConnectionException(e);
            }
            if (Failures.sqlState(e).isPresent()) {
                throw e;
            }
            return Standing.unreadable(Failures.text(e));
        }
    }

    private Standing ask(OwnerSession session, TenantId tenant) {
        FluentConfiguration configuration =
                configuration(session, layout.schemaOf(tenant).value());
        MigrationInfoService info = configuration.load().info();
        List<MigrationInfo> failed = failed(info, futureIgnored(configuration));
        List<ValidateOutput> invalid = configuration.isValidateOnMigrate() ? invalid(configuration) : List.of();
        List<String> ahead = versions(info, MigrationState.FUTURE_SUCCESS, MigrationState.FUTURE_FAILED);
        return new Standing(
                AppliedVersion.text(info),
                Arrays.stream(info.pending()).map(MigrationInfo::getScript).toList(),
                failed.stream().map(MigrationInfo::getScript).toList(),
                invalid.stream()
                        .filter(Standings::changed)
                        .map(Standings::script)
                        .toList(),
                misfits(invalid, ahead),
                ahead,
                !failed.isEmpty() || !invalid.isEmpty());
    }

    private FluentConfiguration configuration(OwnerSession session, String schema) {
        return withoutCallbacks(settings.forTenant(schema, new OneConnection(session, connections)));
    }

    private static FluentConfiguration withoutCallbacks(FluentConfiguration configuration) {
        return configuration
                .callbacks(new org.flywaydb.core.api.callback.Callback[0])
                .skipDefaultCallbacks(true);
    }

    /** As migrate looks before it runs anything: what is pending is no mistake. */
    private static List<ValidateOutput> invalid(FluentConfiguration configuration) {
        List<ValidatePattern> ignored = new ArrayList<>(List.of(configuration.getIgnoreMigrationPatterns()));
        ignored.add(ValidatePattern.fromPattern("*:pending"));
        return configuration
                .ignoreMigrationPatterns(ignored.toArray(ValidatePattern[]::new))
                .load()
                .validateWithResult()
                .invalidMigrations;
    }

    /** Migrate stops at a failed one even if it validates nothing; but for one of a newer build, if those are ignored. */
    private static List<MigrationInfo> failed(MigrationInfoService info, boolean futureIgnored) {
        List<MigrationInfo> failed = Arrays.stream(info.all())
                .filter(script -> script.getState().isFailed())
                .toList();
        boolean ignored =
                failed.size() == 1 && failed.get(0).getState() == MigrationState.FUTURE_FAILED && futureIgnored;
        return ignored ? List.of() : failed;
    }

    private static boolean futureIgnored(FluentConfiguration configuration) {
        return Arrays.stream(configuration.getIgnoreMigrationPatterns())
                .anyMatch(pattern -> pattern.matchesMigration(true, MigrationState.FUTURE_SUCCESS));
    }

    private static List<String> versions(MigrationInfoService info, MigrationState... states) {
        return Arrays.stream(info.all())
                .filter(script -> List.of(states).contains(script.getState()) && script.getVersion() != null)
                .map(script -> script.getVersion().getVersion())
                .toList();
    }

    private static boolean changed(ValidateOutput invalid) {
        return invalid.errorDetails.errorCode == CoreErrorCode.CHECKSUM_MISMATCH;
    }

    /** What is neither changed, nor failed, nor a newer build's. */
    private static List<String> misfits(List<ValidateOutput> invalid, List<String> ahead) {
        return invalid.stream()
                .filter(output -> !changed(output) && !FAILED.contains(String.valueOf(output.errorDetails.errorCode)))
                .filter(output -> !ahead.contains(String.valueOf(output.version)))
                .map(Standings::misfit)
                .toList();
    }

    private static final List<String> FAILED = List.of(
            CoreErrorCode.FAILED_VERSIONED_MIGRATION.toString(), CoreErrorCode.FAILED_REPEATABLE_MIGRATION.toString());

    /** Flyway's own words: what is wrong, and how it can be allowed or mended. */
    private static String misfit(ValidateOutput output) {
        return output.errorDetails.errorMessage.strip().replaceAll("\\.?\\s*\\R\\s*", ". ")
                + (output.errorDetails.errorMessage.strip().endsWith(".") ? "" : ".");
    }

    private static String script(ValidateOutput output) {
        String path = String.valueOf(output.filepath);
        return path.isEmpty()
                ? output.version + " " + output.description
                : path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }
}
