package dev.tenancy.sample.local;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was started; stops it in the reverse order, once. Safe for any thread. */
final class Running implements AutoCloseable {

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private boolean closed;

    /** Takes a part over. If all was stopped already, stops it at once. */
    synchronized <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        if (closed) {
            close();
        }
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
