package dev.tenancy.flyway;

import dev.tenancy.Tenancy;
import dev.tenancy.TenantBehindException;
import dev.tenancy.TenantId;
import dev.tenancy.TenantNotActiveException;
import dev.tenancy.TenantNotFoundException;
import dev.tenancy.WorkOptions;
import dev.tenancy.flyway.TenantOutcome.Done;
import dev.tenancy.flyway.TenantOutcome.Failed;
import dev.tenancy.flyway.TenantOutcome.Refused;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs one unit of work in each tenant it visits, as the app login. */
record UnitWorker<T extends @Nullable Object>(Tenancy tenancy, WorkOptions options, TenantQuery<T> work)
        implements FleetWorker<TenantId, TenantOutcome<T>> {

    @Override
    public TenantOutcome<T> visit(TenantId tenant) {
        long begun = System.nanoTime();
        try {
            T result = tenancy.inTransaction(tenant, options, dsl -> work.run(tenant, dsl));
            return new Done<>(tenant, result, since(begun));
        } catch (TenantNotActiveException | TenantNotFoundException | TenantBehindException e) {
            return e.tenant().equals(Optional.of(tenant))
                    ? new Refused<>(tenant, String.valueOf(e.getMessage()))
                    : new Failed<>(tenant, e, since(begun));
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            return new Failed<>(tenant, e, since(begun));
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
