package dev.tenancy.flyway;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** All outcomes of a run, one by one: of those that were visited as they come, then of the others. */
final class FleetOutcomes<T extends @Nullable Object> implements Iterator<TenantOutcome<T>> {

    private final FleetWork<T> work;
    private @Nullable Iterator<TenantOutcome<T>> others;
    private @Nullable TenantOutcome<T> next;

    FleetOutcomes(FleetWork<T> work) {
        this.work = work;
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            next = advance();
        }
        return next != null;
    }

    @Override
    public TenantOutcome<T> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        TenantOutcome<T> taken = java.util.Objects.requireNonNull(next);
        next = null;
        return taken;
    }

    private @Nullable TenantOutcome<T> advance() {
        if (others == null) {
            TenantOutcome<T> visited = work.next();
            if (visited != null) {
                return visited;
            }
            others = work.others();
        }
        return others.hasNext() ? others.next() : null;
    }
}
