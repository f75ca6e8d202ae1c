package dev.tenancy.flyway;

import dev.tenancy.TenancyException;
import dev.tenancy.flyway.FleetPlan.Seen;
import dev.tenancy.flyway.TenantMigration.Failed;
import dev.tenancy.flyway.TenantMigration.Refused;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Migrates what a plan says, with one session for many tenants. Between two of them the session is made as new; one that
 * cannot be is given back, and the next tenant gets another.
 */
final class MigrationWorker implements FleetWorker<TenantPlan, TenantMigration> {

    private static final int TENANTS_A_BACKEND = 500;

    private final Parts parts;
    private final FleetPlan plan;
    private final Optional<Scripts> scripts;
    private final Optional<Visit> visit;
    private @Nullable OwnerSession session;
    private int visited;

    MigrationWorker(Parts parts, FleetPlan plan, Optional<Scripts> scripts, Optional<Visit> visit) {
        this.parts = parts;
        this.plan = plan;
        this.scripts = scripts;
        this.visit = visit;
    }

    @Override
    public TenantMigration visit(TenantPlan planned) {
        long begun = System.nanoTime();
        try {
            TenantMigration outcome = migrate(session(), planned);
            leave(session());
            return outcome;
        } catch (TenantBusyException e) {
            close();
            return new Refused(planned.tenant(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            close();
            return new Failed(planned.tenant(), error(e), Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    private static MigrationError error(RuntimeException failure) {
        RuntimeException said = Failures.connectionLost(failure) ? new OwnerConnectionException(failure) : failure;
        return new MigrationError(
                said instanceof TenancyException ? String.valueOf(said.getMessage()) : Failures.text(said),
                Failures.sqlState(failure),
                Optional.empty(),
                OptionalInt.empty());
    }

    private TenantMigration migrate(OwnerSession open, TenantPlan planned) {
        Seen seen = plan.seen(planned.tenant());
        Visit.Done done = visit.map(all -> all.migrate(open, planned, seen)).orElse(Visit.Done.NOTHING);
        return done.migration().orElseGet(() -> stepByStep(planned, seen, done.scriptsFailed()));
    }

    /** Waits for who works on the tenant, and says why it is refused or has failed. */
    private TenantMigration stepByStep(TenantPlan planned, Seen seen, boolean scriptsFailed) {
        OwnerSession clean = session().visited() ? renewed() : session();
        TenantMigration outcome = TenantGrip.take(clean, parts, planned.tenant())
                .changed(planned, seen.fingerprint())
                .<TenantMigration>map(why -> new Refused(planned.tenant(), why))
                .orElseGet(() -> parts.migrations()
                        .migrate(clean, planned, seen.mark(), scriptsFailed ? Optional.empty() : scripts));
        renewed();
        return outcome;
    }

    private OwnerSession renewed() {
        if (!session().renew()) {
            close();
        }
        return session();
    }

    /** A backend keeps in memory what it knows of each table that it has touched, and never gives it back. */
    private void leave(OwnerSession open) {
        if (++visited % TENANTS_A_BACKEND == 0) {
            open.endWhenClosed();
            close();
        }
    }

    private OwnerSession session() {
        OwnerSession open = session;
        if (open == null) {
            open = parts.connections().open();
            session = open;
        }
        return open;
    }

    @Override
    public void close() {
        OwnerSession open = session;
        session = null;
        if (open != null) {
            open.close();
        }
    }
}
