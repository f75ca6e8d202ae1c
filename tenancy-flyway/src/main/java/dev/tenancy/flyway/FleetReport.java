package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.TenantMigration.Failed;
import dev.tenancy.flyway.TenantMigration.Migrated;
import dev.tenancy.flyway.TenantMigration.NotStarted;
import dev.tenancy.flyway.TenantMigration.Refused;
import dev.tenancy.flyway.TenantMigration.UpToDate;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** What a run did: the outcome of every tenant of its plan. Immutable. */
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

    private final List<TenantMigration> outcomes;
    private final Ended ended;
    private final Duration took;

    FleetReport(List<TenantMigration> outcomes, Ended ended, Duration took) {
        this.outcomes = List.copyOf(outcomes);
        this.ended = ended;
        this.took = took;
    }

    /**
     * What was done for each tenant of the plan.
     *
     * @return in the order of their ids
     */
    public List<TenantMigration> outcomes() {
        return outcomes;
    }

    /**
     * How the run ended.
     *
     * @return why it visits no more tenants
     */
    public Ended ended() {
        return ended;
    }

    /**
     * How long the run took.
     *
     * @return from the call to the end of the last tenant
     */
    public Duration took() {
        return took;
    }

    /**
     * How many tenants were migrated.
     *
     * @return the {@link Migrated} ones
     */
    public int migrated() {
        return count(Migrated.class);
    }

    /**
     * How many tenants had nothing to do.
     *
     * @return the {@link UpToDate} ones
     */
    public int upToDate() {
        return count(UpToDate.class);
    }

    /**
     * How many tenants failed.
     *
     * @return the {@link Failed} ones
     */
    public int failed() {
        return count(Failed.class);
    }

    /**
     * How many tenants were not as a migration needs them.
     *
     * @return the {@link Refused} ones
     */
    public int refused() {
        return count(Refused.class);
    }

    /**
     * How many tenants the run did not come to.
     *
     * @return the {@link NotStarted} ones
     */
    public int notStarted() {
        return count(NotStarted.class);
    }

    /**
     * The tenants that failed, with their errors.
     *
     * @return in the order of their ids
     */
    public List<Failed> failures() {
        return outcomes.stream()
                .filter(Failed.class::isInstance)
                .map(Failed.class::cast)
                .toList();
    }

    /**
     * Who is not where the plan wanted it: failed, refused or not started.
     *
     * @return in the order of their ids
     */
    public List<TenantId> remaining() {
        return outcomes.stream()
                .filter(FleetReport::remains)
                .map(TenantMigration::tenant)
                .toList();
    }

    /**
     * The tenants that were worked on longest, failed ones too.
     *
     * @param most at most so many
     * @return the slowest first
     */
    public List<TenantMigration> slowest(int most) {
        return outcomes.stream()
                .filter(outcome -> !outcome.took().isZero())
                .sorted(Comparator.comparing(TenantMigration::took).reversed())
                .limit(most)
                .toList();
    }

    /**
     * For who wants an exception.
     *
     * @return this, if nobody remains
     * @throws FleetMigrationException if a tenant failed, was refused or was not started; its message names the first five
     *     that failed
     */
    public FleetReport orThrow() {
        if (outcomes.stream().anyMatch(FleetReport::remains)) {
            throw new FleetMigrationException(this);
        }
        return this;
    }

    static boolean remains(TenantMigration outcome) {
        return outcome instanceof Failed || outcome instanceof Refused || outcome instanceof NotStarted;
    }

    private int count(Class<? extends TenantMigration> kind) {
        return (int) outcomes.stream().filter(kind::isInstance).count();
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
