package dev.tenancy.flyway;

import static org.jooq.impl.DSL.inline;

import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.flyway.FleetPlan.Seen;
import dev.tenancy.flyway.TenantMigration.Migrated;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jooq.DSLContext;
import org.jooq.QueryPart;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's migration as one message: its lock, a look whether all is as the plan saw it, scripts, history, check and
 * version. If anything is in its way it leaves nothing, and {@link MigrationWorker} goes step by step, which finds out what.
 */
final class Visit {

    private static final System.Logger LOG = System.getLogger(Visit.class.getName());
    private static final DSLContext RENDERER = DSL.using(SQLDialect.POSTGRES);

    private final TenantLayout layout;
    private final Batch batch;
    private final Attempts attempts;
    private final Scripts scripts;
    private final String prepared;
    private final Map<List<String>, Boolean> closer = new ConcurrentHashMap<>();

    Visit(Parts parts, Scripts scripts) {
        this.layout = parts.layout();
        this.batch = parts.batch();
        this.attempts = parts.attempts();
        this.scripts = scripts;
        this.prepared = prepared(parts.registry(), parts.batch());
    }

    private static String prepared(Registry registry, Batch batch) {
        return VisitSql.LOCK
                + render(VisitSql.BEGIN, DSL.sql("$1"), registry.qualifiedName())
                + render(VisitSql.GUARD, DSL.sql("$1"), inline(batch.mayReachOut()))
                + render(VisitSql.CHECK, DSL.sql("$1"), inline(batch.mayReachOut()))
                + render(VisitSql.VERSION, registry.qualifiedName());
    }

    /** What was done, and how to go on if it was not. */
    record Done(Optional<TenantMigration> migration, boolean scriptsFailed) {

        static final Done NOTHING = new Done(Optional.empty(), false);
        private static final Done FAILED = new Done(Optional.empty(), true);
    }

    Done migrate(OwnerSession session, TenantPlan planned, Seen seen) {
        long begun = System.nanoTime();
        String schema = layout.schemaOf(planned.tenant()).value();
        return scripts.batch(planned.pending(), schema)
                .filter(ready -> OneMessage.possible(session.connection()))
                .map(ready -> migrate(session, planned, seen, ready, begun))
                .orElse(Done.NOTHING);
    }

    private Done migrate(OwnerSession session, TenantPlan planned, Seen seen, List<Script> ready, long begun) {
        String version = BatchRun.to(planned.version(), ready);
        String body = batch.scripts(layout.schemaOf(planned.tenant()), scripts.configuration(), ready, seen.mark());
        try {
            attempts.runBatch(() -> sent(session, planned, ready, body, version));
        } catch (DataAccessException e) {
            return failed(planned, e);
        }
        return new Done(
                Optional.of(new Migrated(
                        planned.tenant(),
                        planned.version(),
                        Optional.ofNullable(version),
                        ready.stream().map(Script::file).toList(),
                        Duration.ofNanos(System.nanoTime() - begun))),
                false);
    }

    /** Scripts of which the first tenant's needed a closer look, though their words did not say so, need it in all. */
    private boolean sent(
            OwnerSession session, TenantPlan planned, List<Script> ready, String body, @Nullable String version) {
        boolean close = closer.computeIfAbsent(
                planned.pending(), files -> ready.stream().anyMatch(Script::needsCloserLook));
        try {
            session.visit(prepared, text(session, planned, body, version, close));
        } catch (DataAccessException e) {
            if (close || !Failures.text(e).contains(BatchSql.LOOK_CLOSER)) {
                throw e;
            }
            closer.put(planned.pending(), true);
            session.visit(prepared, text(session, planned, body, version, true));
        }
        return true;
    }

    private String text(
            OwnerSession session, TenantPlan planned, String body, @Nullable String version, boolean close) {
        TenantId tenant = planned.tenant();
        QueryPart id = inline(tenant.value());
        QueryPart schema = inline(layout.schemaOf(tenant).value());
        return render("execute tenancy_lock ({0});\n", inline(TenantLock.key(layout, tenant)))
                + render(
                        "execute tenancy_begin ({0}, {1}, {2});\n",
                        inline(Batch.quoted(layout.schemaOf(tenant))),
                        id,
                        inline(planned.status().name()))
                + (close ? batch.beforeCheck(layout.schemaOf(tenant)) : "")
                + body
                + render(VisitSql.END, inline(session.path()))
                + (close ? BatchSql.DROPPED : "")
                + render(close ? "execute tenancy_check ({0});\n" : "execute tenancy_guard ({0});\n", schema)
                + render("execute tenancy_version ({0}, {1});\n", id, inline(version));
    }

    private static Done failed(TenantPlan planned, DataAccessException e) {
        if (Failures.connectionLost(e)) {
            throw new OwnerConnectionException(e);
        }
        LOG.log(
                System.Logger.Level.DEBUG,
                "Tenant '" + planned.tenant() + "' is migrated step by step: " + Failures.text(e));
        return BatchSql.isOurs(e) ? Done.NOTHING : Done.FAILED;
    }

    private static String render(String template, QueryPart... parts) {
        return RENDERER.render(DSL.sql(template, parts));
    }
}
