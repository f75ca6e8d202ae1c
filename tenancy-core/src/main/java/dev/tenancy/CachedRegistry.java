package dev.tenancy;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Remembers answers for a while. Of many who ask for one forgotten tenant, one asks and the others wait. */
final class CachedRegistry implements TenantRegistry {

    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);
    private static final int MOST_TENANTS = 10_000;

    private record Answer(Optional<TenantEntry> entry, long at) {}

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
        return find(tenant).map(TenantEntry::status);
    }

    @Override
    public Optional<TenantEntry> find(TenantId tenant) {
        Entry entry = entries.get(tenant, forgotten -> new Entry());
        Answer answer = entry.answer;
        return answer != null && fresh(answer) ? answer.entry : ask(entry, this::fresh, () -> registry.find(tenant));
    }

    /** Many who ask this at once are answered by two questions at most: one under way when they came, and one after it. */
    @Override
    public Optional<TenantEntry> findNow(TenantId tenant) {
        long now = nanoClock.getAsLong();
        Entry entry = entries.get(tenant, forgotten -> new Entry());
        return ask(entry, answer -> answer.at - now > 0, () -> registry.findNow(tenant));
    }

    private Optional<TenantEntry> ask(Entry entry, Predicate<Answer> good, Supplier<Optional<TenantEntry>> question) {
        synchronized (entry) {
            Answer others = entry.answer;
            if (others != null && good.test(others)) {
                return others.entry;
            }
            long before = nanoClock.getAsLong(); // an answer is as old as its question
            Answer answer = new Answer(question.get(), before);
            entry.answer = answer;
            return answer.entry;
        }
    }

    @Override
    public VersionCheck verifyVersions(String least, String most) {
        return registry.verifyVersions(least, most);
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
