package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.flyway.TenantMigration.Failed;
import dev.tenancy.flyway.TenantMigration.Migrated;
import dev.tenancy.flyway.TenantMigration.Refused;
import dev.tenancy.flyway.TenantMigration.UpToDate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/** Migrates one tenant with Flyway, on the session's connection. */
final class FlywayRun {

    private final TenantLayout layout;
    private final FlywaySettings settings;
    private final Registry registry;
    private final OwnerConnections connections;
    private final Attempts attempts;
    private final boolean mayReachOut;
    private final String historyTable;

    FlywayRun(
            TenantLayout layout,
            FlywaySettings settings,
            Registry registry,
            OwnerConnections connections,
            Attempts attempts,
            boolean mayReachOut) {
        this.layout = layout;
        this.settings = settings;
        this.registry = registry;
        this.connections = connections;
        this.attempts = attempts;
        this.mayReachOut = mayReachOut;
        this.historyTable = settings.forTenant(layout.templateSchema(), null).getTable();
    }

    TenantMigration migrate(OwnerSession session, TenantId tenant) {
        return migrate(session, tenant, null);
    }

    /** Refused if other scripts are pending than were expected. */
    TenantMigration migrate(OwnerSession session, TenantId tenant, @Nullable List<String> expected) {
        long begun = System.nanoTime();
        ScriptGuard guard = new ScriptGuard(session, layout, registry, tenant, outside(session));
        Flyway flyway = flyway(session, tenant, guard);
        try {
            MigrationInfoService info = flyway.info();
            List<String> pending =
                    Arrays.stream(info.pending()).map(MigrationInfo::getScript).toList();
            if (expected != null && !expected.equals(pending)) {
                return new Refused(
                        tenant,
                        "The plan was to run " + expected + ", and now pending is " + pending
                                + ": the scripts have changed since. Plan again.");
            }
            InvalidIndexes indexes = InvalidIndexes.in(session, layout.schemaOf(tenant));
            guard.startsAt(info.applied());
            indexes.makeWay(!pending.isEmpty());
            attempts.run(flyway::migrate);
            indexes.restore();
            verify(flyway, session, tenant);
            return outcome(tenant, info, flyway.info(), since(begun));
        } catch (FlywayException | DataAccessException e) {
            if (Failures.connectionLost(e)) {
                throw new OwnerConnectionException(e);
            }
            MigrationError error = FlywayErrors.of(e, flyway, layout.schemaOf(tenant), historyTable);
            return new Failed(tenant, inUse(error) ? blocked(error, session, tenant) : error, since(begun));
        }
    }

    private Optional<Outside> outside(OwnerSession session) {
        return mayReachOut ? Optional.empty() : Optional.of(new Outside(session, connections, layout.sharedSchema()));
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static boolean inUse(MigrationError error) {
        return error.sqlState().filter("55P03"::equals).isPresent();
    }

    private MigrationError blocked(MigrationError error, OwnerSession session, TenantId tenant) {
        return new MigrationError(
                error.message() + " " + Blockers.of(session, tenant, layout.schemaOf(tenant)),
                error.sqlState(),
                error.script(),
                error.line());
    }

    /** The name of Flyway's history table, in each tenant's schema. */
    String historyTable() {
        return historyTable;
    }

    /** Whether a schema's history fits the scripts, pending ones apart; what does not fit, or empty. */
    Optional<String> mismatch(OwnerSession session, TenantId tenant) {
        Flyway flyway = Flyway.configure(settings.classLoader())
                .configuration(
                        settings.forTenant(layout.schemaOf(tenant).value(), new OneConnection(session, connections)))
                .ignoreMigrationPatterns("*:pending")
                .load();
        var result = flyway.validateWithResult();
        return result.validationSuccessful
                ? Optional.empty()
                : Optional.of(result.getAllErrorMessages().strip());
    }

    private Flyway flyway(OwnerSession session, TenantId tenant, ScriptGuard guard) {
        return settings.forTenant(layout.schemaOf(tenant).value(), new OneConnection(session, connections), guard)
                .load();
    }

    /** What all attempts did together: Flyway's own result is that of the last one. */
    private static TenantMigration outcome(
            TenantId tenant, MigrationInfoService before, MigrationInfoService after, Duration took) {
        Optional<String> version = AppliedVersion.text(after);
        List<String> scripts = Stream.of(before.pending())
                .map(script -> file(script.getScript()))
                .toList();
        return scripts.isEmpty()
                ? new UpToDate(tenant, version, took)
                : new Migrated(tenant, AppliedVersion.text(before), version, scripts, took);
    }

    /** Without its folder. */
    private static String file(String script) {
        return script.substring(Math.max(script.lastIndexOf('/'), script.lastIndexOf('\\')) + 1);
    }

    /** A migration is done when the history says so and no index is half built. */
    private void verify(Flyway flyway, OwnerSession session, TenantId tenant) {
        MigrationInfo[] pending = flyway.info().pending();
        if (pending.length > 0) {
            throw new FlywayException("Flyway reported success, and these scripts are still pending: "
                    + Arrays.stream(pending).map(MigrationInfo::getScript).toList());
        }
        List<String> invalid =
                InvalidIndexes.in(session, layout.schemaOf(tenant)).names();
        if (!invalid.isEmpty()) {
            throw new FlywayException("The scripts ran, and left indexes that are not valid: " + invalid
                    + ". Mend what made them fail, then migrate again: they are rebuilt.");
        }
    }
}
