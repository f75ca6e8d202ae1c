package dev.tenancy.flyway;

import dev.tenancy.Tenancy;
import dev.tenancy.TenantStatus;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All tenants of one database: what is pending where, a run that migrates them, and work and queries in all of them. From
 * {@link Tenants#fleet()}.
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

    /**
     * Works in each {@link TenantStatus#ACTIVE} tenant, with {@link FleetOptions#defaults()}; otherwise as
     * {@link #forEach(Tenancy, FleetOptions, TenantWork)}.
     *
     * @param tenancy the side that serves requests
     * @param work what to do in each
     * @return what was done
     */
    public FleetWorkReport forEach(Tenancy tenancy, TenantWork work) {
        return forEach(tenancy, FleetOptions.defaults(), work);
    }

    /**
     * Works in each {@link TenantStatus#ACTIVE} tenant: one unit of work and one transaction a tenant, as the app login
     * under the tenant's own role, canaries first. (No other status can be worked in: the app login has no rights there.)
     * One tenant's failure does not touch another.
     *
     * <pre>{@code
     * FleetWorkReport report = tenants.fleet()
     *         .forEach(tenancy, (tenant, dsl) -> dsl.deleteFrom(SESSIONS).where(SESSIONS.ENDED.isTrue()).execute());
     * }</pre>
     *
     * <p>Who is active is read once, from this fleet's registry, and asked again of the {@code Tenancy}'s own, if it has one,
     * before each unit of work. Several of these runs may go on at once, and beside {@link #apply}: it takes no lock. So
     * work that must not be done twice has to see for itself that it was done; that is also what a repeated run needs for a
     * tenant whose COMMIT was not answered ({@link dev.tenancy.CommitUnknownException}).
     *
     * <p>Returns when the run has ended, on the calling thread. An interrupt is a cancellation, and is kept. To resume, give
     * {@link FleetWorkReport#remaining()} to {@link FleetOptions.Builder#only}.
     *
     * @param tenancy the side that serves requests; of the same layout, over the same database
     * @param options how to go about it
     * @param work what to do in each; called by several threads
     * @return the outcome of every tenant; failures are among them, no exceptions
     * @throws TenantsConfigurationException if a canary is none of the tenants, or the layouts differ
     */
    public FleetWorkReport forEach(Tenancy tenancy, FleetOptions options, TenantWork work) {
        TenantQuery<Boolean> unit = (tenant, dsl) -> {
            work.run(tenant, dsl);
            return true;
        };
        FleetWork<Boolean> run = new FleetWork<>(parts, tenancy, options, options.work(), Integer.MAX_VALUE, unit);
        FleetWorkReport report = new FleetWorkReport(run.toTheEnd());
        FleetListeners.tell(options, listener -> listener.finished(report));
        return report;
    }

    /**
     * Asks each {@link TenantStatus#ACTIVE} tenant, with {@link FleetOptions#defaults()}; otherwise as
     * {@link #query(Tenancy, FleetOptions, TenantQuery)}.
     *
     * @param tenancy the side that serves requests
     * @param query what to ask each
     * @return the outcome of every tenant
     * @param <T> what comes back from each
     */
    public <T extends @Nullable Object> Stream<TenantOutcome<T>> query(Tenancy tenancy, TenantQuery<T> query) {
        return query(tenancy, FleetOptions.defaults(), query);
    }

    /**
     * Asks each {@link TenantStatus#ACTIVE} tenant, in a read-only transaction; otherwise as
     * {@link #forEach(Tenancy, FleetOptions, TenantWork)}.
     *
     * <pre>{@code
     * try (Stream<TenantOutcome<Integer>> counts = tenants.fleet().query(tenancy, (tenant, dsl) -> dsl.fetchCount(ITEMS))) {
     *     int all = counts.mapToInt(TenantOutcome::orThrow).sum();
     * }
     * }</pre>
     *
     * <p>The stream has one outcome for each tenant, in the order in which they come, so none is missing silently: a tenant
     * that failed is a {@link TenantOutcome.Failed}, and those that the run did not come to ({@link FleetOptions} halts it at
     * the tenth failure, if not told otherwise) are a {@link TenantOutcome.NotStarted} each, at the end. There is no one
     * moment at which all tenants were asked.
     *
     * <p>Tenants are asked from the first read on, by threads of their own. At most {@link FleetOptions.Builder#parallelism}
     * results wait to be read, and as many are in the making: who reads slowly makes the threads wait, without a
     * connection. Close the stream: it waits for the tenants that are being asked, and asks no more. One that was read to
     * its end needs no closing. For one thread at a time.
     *
     * @param tenancy the side that serves requests; of the same layout, over the same database
     * @param options how to go about it
     * @param query what to ask each; called by several threads
     * @return the outcome of every tenant; to be closed
     * @throws TenantsConfigurationException if a canary is none of the tenants, or the layouts differ
     * @param <T> what comes back from each
     */
    public <T extends @Nullable Object> Stream<TenantOutcome<T>> query(
            Tenancy tenancy, FleetOptions options, TenantQuery<T> query) {
        return new FleetWork<>(parts, tenancy, options, options.work().readOnly(), options.parallelism(), query)
                .stream();
    }
}
