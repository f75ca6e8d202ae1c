package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.TenantMigration.Failed;
import dev.tenancy.flyway.TenantMigration.Migrated;
import dev.tenancy.flyway.TenantMigration.NotStarted;
import dev.tenancy.flyway.TenantMigration.Refused;
import dev.tenancy.flyway.TenantMigration.UpToDate;
import java.time.Duration;
import java.util.List;

/** What a run did: the outcome of every tenant of its plan (or of {@link FleetOptions.Builder#only those named}). Immutable. */
public final class FleetReport {

    /** How a run ended. */
    public enum Ended {
        /** Every tenant was visited; some may have failed. */
        COMPLETE,
        /** A canary did not succeed, or as many tenants failed as were allowed to. */
        HALTED,
        /** The token was cancelled, or the calling thread interrupted. */
        CANCELLED,
        /** The time limit was over. */
        OUT_OF_TIME,
        /** The session that held the runner's lock was lost, so that another runner may have begun. */
        LOCK_LOST
    }

    private final Tally<TenantMigration> tally;

    FleetReport(List<TenantMigration> outcomes, Ended ended, Duration took) {
        this.tally = new Tally<>(outcomes, ended, took);
    }

    /**
     * What was done for each tenant of the plan.
     *
     * @return in the order of their ids
     */
    public List<TenantMigration> outcomes() {
        return tally.outcomes();
    }

    /**
     * How the run ended.
     *
     * @return why it visits no more tenants
     */
    public Ended ended() {
        return tally.ended();
    }

    /**
     * How long the run took.
     *
     * @return from the call to the end of the last tenant
     */
    public Duration took() {
        return tally.took();
    }

    /**
     * How many tenants were migrated.
     *
     * @return the {@link Migrated} ones
     */
    public int migrated() {
        return tally.count(Migrated.class);
    }

    /**
     * How many tenants had nothing to do.
     *
     * @return the {@link UpToDate} ones
     */
    public int upToDate() {
        return tally.count(UpToDate.class);
    }

    /**
     * How many tenants failed.
     *
     * @return the {@link Failed} ones
     */
    public int failed() {
        return tally.count(Failed.class);
    }

    /**
     * How many tenants were not as a migration needs them.
     *
     * @return the {@link Refused} ones
     */
    public int refused() {
        return tally.count(Refused.class);
    }

    /**
     * How many tenants the run did not come to.
     *
     * @return the {@link NotStarted} ones
     */
    public int notStarted() {
        return tally.count(NotStarted.class);
    }

    /**
     * The tenants that failed, with their errors.
     *
     * @return in the order of their ids
     */
    public List<Failed> failures() {
        return tally.of(Failed.class);
    }

    /**
     * Who is not where the plan wanted it: failed, refused or not started.
     *
     * @return in the order of their ids
     */
    public List<TenantId> remaining() {
        return tally.remaining();
    }

    /**
     * The tenants that were worked on longest, failed ones too.
     *
     * @param most at most so many
     * @return the slowest first
     */
    public List<TenantMigration> slowest(int most) {
        return tally.slowest(most);
    }

    /**
     * For who wants an exception.
     *
     * @return this, if nobody remains
     * @throws FleetMigrationException if a tenant failed, was refused or was not started; its message names the first five
     *     that failed
     */
    public FleetReport orThrow() {
        if (!tally.complete()) {
            throw new FleetMigrationException(this);
        }
        return this;
    }

    /** A short text: how it ended, counts, what went wrong, and the slowest ten. */
    @Override
    public String toString() {
        return FleetReportText.of(this);
    }

    /**
     * All of the report as JSON.
     *
     * @return an object with {@code ended}, {@code tookMillis}, the counts, {@code slowest} (ten ids) and {@code tenants}
     */
    public String toJson() {
        return FleetReportText.json(this);
    }
}
