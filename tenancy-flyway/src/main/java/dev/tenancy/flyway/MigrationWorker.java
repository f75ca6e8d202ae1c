package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.TenantStatus;
import dev.tenancy.flyway.Migrations.Expectation;
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

    private final Parts parts;
    private final FleetPlan plan;
    private @Nullable OwnerSession session;

    MigrationWorker(Parts parts, FleetPlan plan) {
        this.parts = parts;
        this.plan = plan;
    }

    @Override
    public TenantMigration visit(TenantPlan planned) {
        long begun = System.nanoTime();
        try {
            OwnerSession open = session();
            TenantLock.take(open, parts.layout(), planned.tenant(), parts.patience());
            TenantMigration outcome = migrate(open, planned);
            if (!open.renew()) {
                close();
            }
            return outcome;
        } catch (TenantBusyException e) {
            close();
            return new Refused(planned.tenant(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            close();
            MigrationError error =
                    new MigrationError(Failures.text(e), Failures.sqlState(e), Optional.empty(), OptionalInt.empty());
            return new Failed(planned.tenant(), error, Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    private TenantMigration migrate(OwnerSession open, TenantPlan planned) {
        TenantId tenant = planned.tenant();
        TenantStatus now =
                parts.registry().find(open.dsl(), tenant).map(Entry::status).orElse(TenantStatus.DELETED);
        return now == planned.status()
                ? parts.migrations().migrate(open, tenant, new Expectation(plan.fingerprint(tenant), planned.pending()))
                : new Refused(
                        tenant,
                        "It is " + now + ", and was " + planned.status() + " when the plan was made. Plan again.");
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
