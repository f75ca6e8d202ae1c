package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.TenantStatus;
import java.util.List;
import java.util.Optional;

/**
 * Where one tenant stood when the plan was made, and what would run. Immutable.
 *
 * @param tenant who
 * @param status {@link TenantStatus#ACTIVE} or {@link TenantStatus#SUSPENDED}
 * @param state where it stands to the scripts
 * @param version the version of its last versioned migration; empty if it has none
 * @param pending the names of the scripts that are pending, in the order in which Flyway runs them
 * @param problem why it will not be migrated, and the mend; empty if it is up to date, will be migrated, or is ahead and has
 *     nothing to do
 */
public record TenantPlan(
        TenantId tenant,
        TenantStatus status,
        PlanState state,
        Optional<String> version,
        List<String> pending,
        Optional<String> problem) {
    /**
     * Copies the list.
     *
     * @param tenant who
     * @param status the status
     * @param state where it stands
     * @param version the version
     * @param pending what is pending
     * @param problem why it will not be migrated
     */
    public TenantPlan {
        pending = List.copyOf(pending);
    }
}
