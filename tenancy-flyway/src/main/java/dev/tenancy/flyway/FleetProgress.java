package dev.tenancy.flyway;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a run is.
 *
 * @param done tenants with an outcome, failed ones too
 * @param failed tenants that failed or were refused
 * @param total tenants that the run has to visit, of all waves
 * @param elapsed since the run began
 * @param remaining an estimate: what is left takes as long a tenant as what is done took; empty before the first is done
 */
public record FleetProgress(int done, int failed, int total, Duration elapsed, Optional<Duration> remaining) {

    static FleetProgress of(int done, int failed, int total, Duration elapsed) {
        Optional<Duration> remaining = done == 0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(Math.round(elapsed.toNanos() / (double) done * (total - done))));
        return new FleetProgress(done, failed, total, elapsed, remaining);
    }
}
