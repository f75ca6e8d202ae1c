package dev.tenancy.sample.local;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** What was started; stops it in the reverse order, once. Safe for any thread. */
final class Running implements AutoCloseable {

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private boolean closed;

    /**
     * Starts a part. Who stops everything meanwhile waits for it, so that nothing is left half started.
     *
     * @throws StartException if everything was stopped already
     */
    synchronized <T extends AutoCloseable> T start(Supplier<T> starting) {
        if (closed) {
            throw new StartException("Interrupted.");
        }
        T part = starting.get();
        parts.push(part);
        return part;
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                System.err.println("Did not stop cleanly: " + e);
            }
        }
    }
}
