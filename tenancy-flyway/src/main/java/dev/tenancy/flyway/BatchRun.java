package dev.tenancy.flyway;

import dev.tenancy.SchemaName;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.flyway.TenantMigration.Migrated;
import dev.tenancy.flyway.TenantMigration.UpToDate;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationVersion;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/**
 * Runs a tenant's batch. What does not come to its end is rolled back, and nothing is said of it: Flyway then runs the same
 * scripts, and what it says and keeps is what counts.
 */
final class BatchRun {

    private static final System.Logger LOG = System.getLogger(BatchRun.class.getName());

    private final TenantLayout layout;
    private final Registry registry;
    private final Batch batch;
    private final Attempts attempts;

    BatchRun(TenantLayout layout, Registry registry, Batch batch, Attempts attempts) {
        this.layout = layout;
        this.registry = registry;
        this.batch = batch;
        this.attempts = attempts;
    }

    /** Empty if an index is to be mended first, which is Flyway's run's to do. */
    Optional<TenantMigration> upToDate(OwnerSession session, TenantId tenant, Optional<String> version, long begun) {
        if (!InvalidIndexes.in(session, layout.schemaOf(tenant)).names().isEmpty()) {
            return Optional.empty();
        }
        registry.version(session.dsl(), tenant, version.orElse(null));
        return Optional.of(new UpToDate(tenant, version, since(begun)));
    }

    /** Empty if the scripts are not to be batched, or were rolled back. */
    Optional<TenantMigration> run(
            OwnerSession session,
            TenantId tenant,
            Scripts scripts,
            Mark seen,
            Optional<String> from,
            List<String> pending,
            long begun) {
        SchemaName schema = layout.schemaOf(tenant);
        return scripts.batch(pending, schema.value())
                .filter(ready -> OneMessage.possible(session.connection()))
                .filter(ready ->
                        ran(session, tenant, batch.of(tenant, scripts.configuration(), ready, seen, to(from, ready))))
                .map(ready -> new Migrated(
                        tenant,
                        from,
                        Optional.ofNullable(to(from, ready)),
                        ready.stream().map(Script::file).toList(),
                        since(begun)));
    }

    private boolean ran(OwnerSession session, TenantId tenant, String sql) {
        try {
            return attempts.runBatch(() -> session.inOneMessage(sql));
        } catch (DataAccessException e) {
            if (Failures.connectionLost(e)) {
                throw new OwnerConnectionException(e);
            }
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "The batch of tenant '" + tenant + "' was rolled back, and Flyway runs it: " + Failures.text(e));
            return false;
        }
    }

    /** The version afterwards; none if there were only repeatable scripts. */
    static @Nullable String to(Optional<String> from, List<Script> scripts) {
        return Stream.concat(from.stream(), scripts.stream().map(Script::version))
                .filter(Objects::nonNull)
                .max(Comparator.comparing(MigrationVersion::fromVersion))
                .orElse(null);
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
