package dev.tenancy;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Remembers answers for a while. Of many who ask for one forgotten tenant, one asks and the others wait. */
final class CachedRegistry implements TenantRegistry {

    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);
    private static final int MOST_TENANTS = 10_000;

    private record Answer(Optional<TenantStatus> status, long at) {}

    /** The lock of one tenant's answer. */
    private static final class Entry {
        private volatile @Nullable Answer answer;
    }

    private final TenantRegistry registry;
    private final long timeToLive;
    private final LongSupplier nanoClock;
    private final BoundedCache<TenantId, Entry> entries = new BoundedCache<>(MOST_TENANTS);

    CachedRegistry(TenantRegistry registry, Duration timeToLive, LongSupplier nanoClock) {
        if (timeToLive.isNegative() || timeToLive.isZero()) {
            throw new TenancyConfigurationException(
                    "A registry cached for " + timeToLive + " is refused: the time to live must be positive.");
        }
        this.registry = registry;
        this.timeToLive = timeToLive.compareTo(FOR_EVER) < 0 ? timeToLive.toNanos() : Long.MAX_VALUE;
        this.nanoClock = nanoClock;
    }

    @Override
    public Optional<TenantStatus> statusOf(TenantId tenant) {
        Entry entry = entries.get(tenant, forgotten -> new Entry());
        Answer answer = entry.answer;
        return answer != null && fresh(answer) ? answer.status : ask(tenant, entry);
    }

    private Optional<TenantStatus> ask(TenantId tenant, Entry entry) {
        synchronized (entry) {
            Answer others = entry.answer;
            if (others != null && fresh(others)) {
                return others.status;
            }
            long before = nanoClock.getAsLong(); // an answer is as old as its question
            Answer answer = new Answer(registry.statusOf(tenant), before);
            entry.answer = answer;
            return answer.status;
        }
    }

    private boolean fresh(Answer answer) {
        return nanoClock.getAsLong() - answer.at < timeToLive;
    }

    @Override
    public void forget(TenantId tenant) {
        entries.remove(tenant);
        registry.forget(tenant);
    }
}
