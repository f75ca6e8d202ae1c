package dev.tenancy.flyway;

/**
 * Stops a fleet's run from outside: tenants in flight are finished, no new one is started. Cannot be taken back. Safe for
 * any thread, a shutdown hook's too.
 */
public final class CancellationToken {

    private volatile boolean cancelled;

    /** A token that nobody has cancelled yet. */
    public CancellationToken() {}

    /** Stops the runs that were given this token. */
    public void cancel() {
        cancelled = true;
    }

    /**
     * Whether it was cancelled.
     *
     * @return true for ever after {@link #cancel()}
     */
    public boolean isCancelled() {
        return cancelled;
    }
}
