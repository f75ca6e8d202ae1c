package dev.tenancy.flyway;

import static org.jooq.impl.DSL.val;

import dev.tenancy.TenantId;
import dev.tenancy.TenantStatus;
import java.util.Optional;
import org.jooq.QueryPart;
import org.jooq.Record;
import org.jooq.Results;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/**
 * A tenant in the hand of a runner: its lock is held, and this is how the tenant is. Both in one message, and the look is a
 * statement of its own, so that it sees what the lock's last holder did.
 *
 * @param status null if the registry does not know the tenant
 * @param fingerprint of its history, as {@link Histories} makes it; null if there is none
 */
record TenantGrip(@Nullable TenantStatus status, @Nullable String fingerprint) {

    private static final String TRY = "select pg_try_advisory_lock(hashtextextended({0}, 0))";
    private static final String LOOK = "select (select status from {1} where id = {2}), {3}";

    /** Waits for who works on it. */
    static TenantGrip take(OwnerSession session, Parts parts, TenantId tenant) {
        QueryPart[] names = {
            val(TenantLock.key(parts.layout(), tenant)),
            parts.registry().qualifiedName(),
            val(tenant.value()),
            parts.histories().fingerprint(tenant)
        };
        try {
            Results results = session.dsl().fetchMany(TRY + "; " + LOOK, names);
            if (results.get(0).get(0).get(0, Boolean.class)) {
                return of(results.get(1).get(0));
            }
            TenantLock.take(session, parts.layout(), tenant, parts.patience());
            return of(session.dsl().fetchSingle(LOOK, names));
        } catch (DataAccessException e) {
            if (Failures.sqlState(e)
                    .filter(state -> state.equals("42P01") || state.equals("3F000"))
                    .isPresent()) {
                return new TenantGrip(null, null);
            }
            throw e;
        }
    }

    private static TenantGrip of(Record row) {
        return new TenantGrip(
                Optional.ofNullable(row.get(0, String.class))
                        .map(TenantStatus::valueOf)
                        .orElse(null),
                row.get(1, String.class));
    }

    /** Why the plan is no longer right; empty if it is. */
    Optional<String> changed(TenantPlan planned, String plannedFingerprint) {
        if (fingerprint == null) {
            return Optional.of(
                    "Its history is gone since the plan: somebody removed the tenant, or its tables. Plan again.");
        }
        if (status != planned.status()) {
            return Optional.of("It is " + (status == null ? "not in the registry" : status) + ", and was "
                    + planned.status() + " when the plan was made. Plan again.");
        }
        return fingerprint.equals(plannedFingerprint)
                ? Optional.empty()
                : Optional.of("Its history has changed since the plan: somebody migrated it. Plan again.");
    }
}
