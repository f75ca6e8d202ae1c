package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Fleet#forEach} or {@link Fleet#query} did in one tenant. Each tenant of a run has exactly one. Immutable.
 *
 * @param <T> what a query gives back; for work nothing of meaning
 */
public sealed interface TenantOutcome<T extends @Nullable Object> extends Outcome {

    /**
     * Whom it was about.
     *
     * @return the tenant
     */
    @Override
    TenantId tenant();

    /**
     * How long the tenant was worked on.
     *
     * @return with the wait for a connection and all retries; zero if nothing was begun
     */
    @Override
    Duration took();

    /**
     * Whether the work is still to be done in this tenant.
     *
     * @return true for all but {@link Done}
     */
    @Override
    default boolean remains() {
        return !(this instanceof Done);
    }

    /**
     * For who wants an exception.
     *
     * @return what the query gave back, if it is {@link Done}
     * @throws TenantWorkException if it is not; the work's own exception is its cause
     */
    default T orThrow() {
        if (this instanceof Done<T> done) {
            return done.result();
        }
        throw TenantWorkException.of(this);
    }

    /**
     * The unit of work was committed.
     *
     * @param tenant whom it was about
     * @param result what the query gave back
     * @param took how long it took
     * @param <T> what a query gives back
     */
    record Done<T extends @Nullable Object>(TenantId tenant, T result, Duration took) implements TenantOutcome<T> {}

    /**
     * The unit of work threw, or could not be committed; it was rolled back, unless the error is a
     * {@link dev.tenancy.CommitUnknownException}.
     *
     * @param tenant whom it was about
     * @param error what was thrown
     * @param took how long it took
     * @param <T> what a query gives back
     */
    record Failed<T extends @Nullable Object>(TenantId tenant, Throwable error, Duration took)
            implements TenantOutcome<T> {}

    /**
     * The tenant cannot be worked in: it is not active, not there, or behind the version that was required. Nothing was done.
     *
     * @param tenant whom it was about
     * @param why what is in the way, and the next step
     * @param <T> what a query gives back
     */
    record Refused<T extends @Nullable Object>(TenantId tenant, String why) implements TenantOutcome<T> {
        @Override
        public Duration took() {
            return Duration.ZERO;
        }
    }

    /**
     * The run ended before it came to this tenant. Nothing was done.
     *
     * @param tenant whom it was about
     * @param why what ended the run
     * @param <T> what a query gives back
     */
    record NotStarted<T extends @Nullable Object>(TenantId tenant, String why) implements TenantOutcome<T> {
        @Override
        public Duration took() {
            return Duration.ZERO;
        }
    }
}
