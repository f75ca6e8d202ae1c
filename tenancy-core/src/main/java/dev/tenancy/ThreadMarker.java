package dev.tenancy;

import org.jspecify.annotations.Nullable;

/**
 * In which tenant a thread is at work, for one message only: a second unit of work inside the first would wait for a second
 * connection and would not see the first one's changes. It routes nothing.
 */
final class ThreadMarker {

    @SuppressWarnings("ThreadLocalUsage") // one a Tenancy: a unit of work in another database is not inside this one's
    private final ThreadLocal<@Nullable TenantId> current = new ThreadLocal<>();

    void requireFree(TenantId inner) {
        TenantId outer = current.get();
        if (outer != null) {
            throw new NestedWorkException(outer, inner);
        }
    }

    /** Marks this thread. */
    Runnable enter(TenantId tenant) {
        TenantId outer = current.get();
        current.set(tenant);
        return () -> {
            if (outer == null) {
                current.remove();
            } else {
                current.set(outer);
            }
        };
    }
}
