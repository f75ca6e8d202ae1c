package dev.tenancy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Is told of every unit of work: enough to put the tenant into a log's context (MDC), a timer or a span. Called on the
 * thread that does the work, before a connection is taken and after it is given back. What a listener throws is logged
 * and changes nothing.
 */
@FunctionalInterface
public interface WorkListener {

    /**
     * A unit of work starts. With a {@link Retry} this is told once, not once an attempt.
     *
     * @param tenant the tenant that it runs in
     * @return who is told when it ends
     */
    End started(TenantId tenant);

    /** Is told that one unit of work ended. */
    @FunctionalInterface
    interface End {

        /**
         * The unit of work ended.
         *
         * @param duration from its start, with the wait for a connection and all retries
         * @param failure what its caller gets; null if it was committed
         */
        void ended(Duration duration, @Nullable Throwable failure);
    }
}
