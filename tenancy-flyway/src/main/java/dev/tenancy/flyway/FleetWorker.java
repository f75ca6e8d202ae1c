package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.TenantStatus;
import dev.tenancy.flyway.Migrations.Expectation;
import dev.tenancy.flyway.TenantMigration.Failed;
import dev.tenancy.flyway.TenantMigration.Refused;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One thread of a run, with one session for many tenants. Between two of them the session is made as new; one that cannot be
 * is given back, and the next tenant gets another.
 */
final class FleetWorker implements Runnable {

    private final Parts parts;
    private final FleetPlan plan;
    private final FleetBrake brake;
    private final Queue<TenantPlan> queue;
    private final Consumer<TenantMigration> done;
    private @Nullable OwnerSession session;

    FleetWorker(
            Parts parts, FleetPlan plan, FleetBrake brake, Queue<TenantPlan> queue, Consumer<TenantMigration> done) {
        this.parts = parts;
        this.plan = plan;
        this.brake = brake;
        this.queue = queue;
        this.done = done;
    }

    @Override
    public void run() {
        try {
            for (TenantPlan next = next(); next != null; next = next()) {
                TenantMigration outcome = migrate(next);
                brake.count(outcome);
                done.accept(outcome);
            }
        } finally {
            dropSession();
        }
    }

    private @Nullable TenantPlan next() {
        return brake.mayStart() ? queue.poll() : null;
    }

    private TenantMigration migrate(TenantPlan planned) {
        long begun = System.nanoTime();
        try {
            OwnerSession open = session();
            TenantLock.take(open, parts.layout(), planned.tenant(), parts.patience());
            TenantMigration outcome = migrate(open, planned);
            if (!open.renew()) {
                dropSession();
            }
            return outcome;
        } catch (TenantBusyException e) {
            dropSession();
            return new Refused(planned.tenant(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            dropSession();
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

    private void dropSession() {
        OwnerSession open = session;
        session = null;
        if (open != null) {
            open.close();
        }
    }
}
