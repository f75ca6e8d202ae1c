package dev.tenancy;

import java.time.Duration;

/**
 * Whether a unit of work is repeated from its start when PostgreSQL says that trying again may help: 40001
 * (serialization failure), 40P01 (deadlock), 55P03 (lock timeout), 57P0x (server is restarting), 08xxx (connection lost)
 * and "cached plan must not change result type".
 *
 * <p>It is repeated only if nothing of it can have been kept: never when COMMIT was sent and its answer was lost, which
 * is a {@link CommitUnknownException}. A pool that is exhausted is not asked again, since it has waited already. Between two
 * attempts it sleeps for a random part of {@code firstDelay}, doubled each time up to {@code maxDelay}; an interrupt
 * ends the sleep and the repeating. Immutable.
 *
 * @param attempts how often at most, the first time included; 1 means never again
 * @param firstDelay the longest sleep before the second attempt
 * @param maxDelay the longest sleep before any attempt
 */
public record Retry(int attempts, Duration firstDelay, Duration maxDelay) {

    private static final Retry OFF = new Retry(1, Duration.ZERO, Duration.ZERO);

    /**
     * Checks the values.
     *
     * @param attempts how often at most
     * @param firstDelay the longest sleep before the second attempt
     * @param maxDelay the longest sleep before any attempt
     * @throws TenancyConfigurationException if there is no attempt, or a delay is negative or the second below the first
     */
    public Retry {
        if (attempts < 1 || firstDelay.isNegative() || maxDelay.compareTo(firstDelay) < 0) {
            throw new TenancyConfigurationException("Retry of " + attempts + " attempts with delays from " + firstDelay
                    + " to " + maxDelay + " is refused: at least one attempt, and 0 <= firstDelay <= maxDelay.");
        }
    }

    /**
     * Never again: the default.
     *
     * @return a retry of one attempt
     */
    public static Retry off() {
        return OFF;
    }

    /**
     * Up to so many attempts, with sleeps of up to 20 ms, doubled up to 1 s.
     *
     * @param attempts how often at most, the first time included
     * @return the retry
     */
    public static Retry upTo(int attempts) {
        return new Retry(attempts, Duration.ofMillis(20), Duration.ofSeconds(1));
    }
}
