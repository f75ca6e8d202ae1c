package dev.tenancy.flyway;

import dev.tenancy.TenantStatus;

/**
 * All tenants of one database: what is pending where, and a run that migrates them. From {@link Tenants#fleet()}.
 *
 * <pre>{@code
 * Fleet fleet = tenants.fleet();
 * FleetPlan plan = fleet.plan();
 * System.out.println(plan);
 * fleet.apply(plan, FleetOptions.builder().canary(5).build()).orThrow();
 * }</pre>
 *
 * <p>Safe for any thread, and holds nothing that needs closing. Failures common to all calls are those of {@link Tenants}.
 */
public final class Fleet {

    private final Parts parts;

    Fleet(Parts parts) {
        this.parts = parts;
    }

    /**
     * Looks at all {@link TenantStatus#ACTIVE} and {@link TenantStatus#SUSPENDED} tenants. On one connection: one query for
     * each 200 histories, and Flyway's own judgement once for each distinct history. Changes nothing and waits for nobody.
     *
     * @return where they stand; empty if there is no registry yet
     * @throws TenantsConfigurationException if there are no scripts, or they cannot be read
     */
    public FleetPlan plan() {
        return new FleetLook(parts).look();
    }

    /**
     * Does what a plan says, with {@link FleetOptions#defaults()}; otherwise as {@link #apply(FleetPlan, FleetOptions)}.
     *
     * @param plan of this fleet
     * @return what was done
     */
    public FleetReport apply(FleetPlan plan) {
        return apply(plan, FleetOptions.defaults());
    }

    /**
     * Does what a plan says: runs the scripts that are pending, tenant by tenant, canaries first. One tenant's failure does
     * not touch another. A tenant whose history, status or pending scripts are not as the plan saw them is refused.
     *
     * <p>One runner at a time, in all processes: it holds PostgreSQL's advisory lock, on a connection of its own. A runner
     * that was killed leaves nothing to clean up. To resume is to plan again.
     *
     * <p>Returns when the run has ended, on the calling thread. An interrupt is a cancellation, and is kept.
     *
     * @param plan of this fleet
     * @param options how to go about it
     * @return the outcome of every tenant of the plan; failures are among them, no exceptions
     * @throws FleetBusyException if another runner is at work
     * @throws TenantsConfigurationException if a canary is not in the plan, or the pool gives less than 3 connections
     */
    public FleetReport apply(FleetPlan plan, FleetOptions options) {
        return new FleetRun(parts, plan, options).run();
    }

    /**
     * Compares the schemas of all {@link TenantStatus#ACTIVE} and {@link TenantStatus#SUSPENDED} tenants: tables, columns,
     * indexes, constraints, triggers, views, sequences, functions, types, comments, owners and rights. Each tenant is compared
     * with those that ran the same scripts. Not compared are rows, the values of sequences, partitions (each tenant may have
     * its own) and what an extension has brought.
     *
     * <p>PostgreSQL makes a fingerprint of each schema, of about 250 at a time; only one tenant of each group that differs is
     * read in full. Each connection that has looked at so many is closed, because its backend would keep them in memory.
     * Changes nothing. What is migrated meanwhile may look like drift: look again.
     *
     * @return who differs from the others, and in what; nobody if there is no registry yet
     * @throws TenantsConfigurationException if there are no scripts, or they cannot be read
     */
    public DriftReport drift() {
        return new Drift(parts).look();
    }
}
