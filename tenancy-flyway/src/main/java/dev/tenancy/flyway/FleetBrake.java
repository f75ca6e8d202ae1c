package dev.tenancy.flyway;

import dev.tenancy.flyway.FleetReport.Ended;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Says whether one more tenant may be started. Once it has said no it always does, for the first reason. */
final class FleetBrake {

    private final FleetOptions options;
    private final BooleanSupplier lockLost;
    private final long begun;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile @Nullable Stop stop;

    FleetBrake(FleetOptions options, long begun, BooleanSupplier lockLost) {
        this.options = options;
        this.begun = begun;
        this.lockLost = lockLost;
    }

    boolean mayStart() {
        if (options.cancellation().isCancelled()) {
            stop(Ended.CANCELLED, "The run was cancelled before it came to this tenant.");
        } else if (lockLost.getAsBoolean()) {
            stop(
                    Ended.LOCK_LOST,
                    "The session that held the runner's lock was lost before the run came to this tenant, so another runner"
                            + " may have begun.");
        } else if (options.timeLimit()
                .filter(limit -> elapsed().compareTo(limit) >= 0)
                .isPresent()) {
            stop(Ended.OUT_OF_TIME, "The time limit was over before the run came to this tenant.");
        }
        return stop == null;
    }

    void count(Outcome outcome) {
        if (outcome.remains() && failures.incrementAndGet() >= options.stopAfterFailures()) {
            stop(
                    Ended.HALTED,
                    "The run was halted before it came to this tenant: " + FleetPlanText.tenants(failures.get())
                            + " had failed.");
        }
    }

    synchronized void stop(Ended ended, String why) {
        if (stop == null) {
            stop = new Stop(ended, why);
        }
    }

    /** Since the run was called for. */
    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** How the run ended, as far as it is known now. */
    Stop stopped() {
        Stop now = stop;
        return now == null ? COMPLETE : now;
    }

    private static final Stop COMPLETE = new Stop(Ended.COMPLETE, "");

    /** Why no more tenants are started. */
    record Stop(Ended ended, String why) {}
}
