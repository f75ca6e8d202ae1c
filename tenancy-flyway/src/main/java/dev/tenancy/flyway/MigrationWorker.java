package dev.tenancy.flyway;

import dev.tenancy.TenancyException;
import dev.tenancy.TenantId;
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
    private @Nullable OwnerSession session;
    private int visited;

    MigrationWorker(Parts parts, FleetPlan plan, Optional<Scripts> scripts) {
        this.parts = parts;
        this.plan = plan;
        this.scripts = scripts;
    }

    @Override
    public TenantMigration visit(TenantPlan planned) {
        long begun = System.nanoTime();
        try {
            OwnerSession open = session();
            TenantMigration outcome = migrate(open, planned);
            leave(open);
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
        TenantId tenant = planned.tenant();
        return TenantGrip.take(open, parts, tenant)
                .changed(planned, plan.fingerprint(tenant))
                .<TenantMigration>map(why -> new Refused(tenant, why))
                .orElseGet(() -> parts.migrations().migrate(open, planned, scripts));
    }

    /** A backend keeps in memory what it knows of each table that it has touched, and never gives it back. */
    private void leave(OwnerSession open) {
        if (++visited % TENANTS_A_BACKEND == 0) {
            open.endWhenClosed();
            close();
        } else if (!open.renew()) {
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
