package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.FleetReport.Ended;
import dev.tenancy.flyway.TenantOutcome.Done;
import dev.tenancy.flyway.TenantOutcome.Failed;
import dev.tenancy.flyway.TenantOutcome.NotStarted;
import dev.tenancy.flyway.TenantOutcome.Refused;
import java.time.Duration;
import java.util.List;

/** What {@link Fleet#forEach} did: the outcome of every tenant that it was for. Immutable. */
public final class FleetWorkReport {

    private final Tally<TenantOutcome<?>> tally;

    FleetWorkReport(Tally<TenantOutcome<?>> tally) {
        this.tally = tally;
    }

    /**
     * What was done in each tenant.
     *
     * @return in the order of their ids
     */
    public List<TenantOutcome<?>> outcomes() {
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
     * In how many tenants the work was done.
     *
     * @return the {@link Done} ones
     */
    public int done() {
        return tally.count(Done.class);
    }

    /**
     * In how many tenants it failed.
     *
     * @return the {@link Failed} ones
     */
    public int failed() {
        return tally.count(Failed.class);
    }

    /**
     * How many tenants could not be worked in.
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
     * The tenants in which it failed, with their errors.
     *
     * @return in the order of their ids
     */
    public List<Failed<?>> failures() {
        return tally.outcomes().stream()
                .<Failed<?>>mapMulti((outcome, failures) -> {
                    if (outcome instanceof Failed<?> failed) {
                        failures.accept(failed);
                    }
                })
                .toList();
    }

    /**
     * In whom the work is still to be done: failed, refused or not started. To resume, give them to the next call:
     * {@code FleetOptions.builder().only(report.remaining())}.
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
    public List<TenantOutcome<?>> slowest(int most) {
        return tally.slowest(most);
    }

    /**
     * For who wants an exception.
     *
     * @return this, if nobody remains
     * @throws FleetWorkException if the work was not done in all tenants; its message names the first five that failed,
     *     its cause is the first failure
     */
    public FleetWorkReport orThrow() {
        if (!tally.complete()) {
            throw new FleetWorkException(this);
        }
        return this;
    }

    /** A short text: how it ended, counts, what went wrong, and the slowest ten. */
    @Override
    public String toString() {
        return FleetWorkText.of(this);
    }

    /**
     * All of the report as JSON.
     *
     * @return an object with {@code ended}, {@code tookMillis}, the counts, {@code slowest} (ten ids) and {@code tenants}
     */
    public String toJson() {
        return FleetWorkText.json(this);
    }
}
