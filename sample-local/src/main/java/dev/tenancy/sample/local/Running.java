package dev.tenancy.sample.local;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** What was started; stops it in the reverse order, once. Safe for any thread. */
final class Running implements AutoCloseable {

    /** Fair: who stops everything comes before the next part. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private boolean closed;

    /**
     * Starts a part. Who stops everything meanwhile waits for it, so that nothing is left half started.
     *
     * @throws StartException if everything was stopped already
     */
    <T extends AutoCloseable> T start(Supplier<T> starting) {
        turn.lock();
        try {
            if (closed) {
                throw new StartException("Interrupted.");
            }
            T part = starting.get();
            parts.push(part);
            return part;
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void close() {
        turn.lock();
        try {
            closed = true;
            parts.forEach(Running::stop);
            parts.clear();
        } finally {
            turn.unlock();
        }
    }

    /** A part that cannot be stopped, for an Error too, keeps no other one running. */
    private static void stop(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception | Error e) {
            System.err.println("Did not stop cleanly: " + e);
        }
    }
}
