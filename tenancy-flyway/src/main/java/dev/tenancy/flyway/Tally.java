package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.FleetReport.Ended;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** The outcomes of a run, in the order of the tenants' ids, and how it ended. */
record Tally<O extends Outcome>(List<O> outcomes, Ended ended, Duration took) {

    Tally {
        outcomes = List.copyOf(outcomes);
    }

    int count(Class<?> kind) {
        return (int) outcomes.stream().filter(kind::isInstance).count();
    }

    <K> List<K> of(Class<K> kind) {
        return outcomes.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    boolean complete() {
        return outcomes.stream().noneMatch(Outcome::remains);
    }

    List<TenantId> remaining() {
        return outcomes.stream().filter(Outcome::remains).map(Outcome::tenant).toList();
    }

    List<O> slowest(int most) {
        return outcomes.stream()
                .filter(outcome -> !outcome.took().isZero())
                .sorted(Comparator.comparing(Outcome::took).reversed())
                .limit(most)
                .toList();
    }
}
