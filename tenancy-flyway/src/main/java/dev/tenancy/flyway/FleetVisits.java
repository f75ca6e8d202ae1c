package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.FleetReport.Ended;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Visits tenants in two waves: canaries, and the rest if all canaries succeeded. One thread takes the outcomes. */
final class FleetVisits<T, O extends Outcome> implements AutoCloseable {

    private final FleetOptions options;
    private final FleetBrake brake;
    private final FleetCrew<T, O> crew;
    private final Map<TenantId, T> unvisited;
    private final Set<TenantId> canaries;
    private final Set<TenantId> failedCanaries = new TreeSet<>();
    private final int total;
    private @Nullable FleetWave<T, O> wave;
    private int wavesBegun;
    private int done;
    private int failed;

    /**
     * @param tenants whom to visit, in order
     * @param settled outcomes that were known before; a canary among them may fail the rest
     */
    FleetVisits(
            FleetOptions options,
            FleetBrake brake,
            FleetCrew<T, O> crew,
            Map<TenantId, T> tenants,
            Collection<? extends Outcome> settled) {
        this.options = options;
        this.brake = brake;
        this.crew = crew;
        this.unvisited = new LinkedHashMap<>(tenants);
        this.canaries = new TreeSet<>(options.canaries());
        tenants.keySet().stream().limit(options.canaryCount()).forEach(canaries::add);
        this.total = tenants.size();
        settled.forEach(this::countCanary);
    }

    /** Before anything is done: each canary that was named is one of the run's tenants. */
    static void requireCanaries(FleetOptions options, Set<TenantId> tenants) {
        options.canaries().stream()
                .filter(canary -> !tenants.contains(canary))
                .findFirst()
                .ifPresent(canary -> {
                    throw new TenantsConfigurationException("The canary '" + canary
                            + "' is not among the tenants of this run: there is no such tenant, or its status or the options"
                            + " leave it out. Name another one.");
                });
    }

    /** The next outcome; null when the run has ended. */
    synchronized @Nullable O next() {
        for (FleetWave<T, O> current = current(); current != null; current = current()) {
            wave = null; // unless it has more, and did not end with an error
            O outcome = current.take();
            if (outcome != null) {
                wave = current;
                count(outcome);
                return outcome;
            }
        }
        return null;
    }

    private @Nullable FleetWave<T, O> current() {
        return wave != null ? wave : begin();
    }

    private @Nullable FleetWave<T, O> begin() {
        while (wavesBegun < 2) {
            boolean canary = wavesBegun++ == 0;
            if (!canary) {
                haltIfACanaryFailed();
            }
            List<T> tenants = new ArrayList<>();
            unvisited.forEach((id, tenant) -> {
                if (canaries.contains(id) == canary) {
                    tenants.add(tenant);
                }
            });
            if (!tenants.isEmpty() && brake.mayStart()) {
                FleetListeners.tell(
                        options, listener -> listener.waveStarted(canary ? "canary" : "rest", tenants.size()));
                return new FleetWave<>(tenants, crew, brake);
            }
        }
        return null;
    }

    private void haltIfACanaryFailed() {
        failedCanaries.stream().findFirst().ifPresent(canary -> halt(canary));
        unvisited.keySet().stream().filter(canaries::contains).findFirst().ifPresent(canary -> halt(canary));
    }

    private void halt(TenantId canary) {
        brake.stop(
                Ended.HALTED,
                "The run was halted before it came to this tenant: canary '" + canary + "' did not succeed.");
    }

    private void count(O outcome) {
        unvisited.remove(outcome.tenant());
        done++;
        failed += outcome.remains() ? 1 : 0;
        countCanary(outcome);
    }

    private void countCanary(Outcome outcome) {
        if (outcome.remains() && canaries.contains(outcome.tenant())) {
            failedCanaries.add(outcome.tenant());
        }
    }

    FleetProgress progress() {
        return FleetProgress.of(done, failed, total, brake.elapsed());
    }

    /** Whom the run did not come to, when it has ended. */
    synchronized Set<TenantId> unvisited() {
        return unvisited.keySet();
    }

    /** Starts no more, waits for those in flight, and forgets their outcomes. */
    @Override
    public void close() {
        brake.stop(Ended.CANCELLED, "The run was closed before it came to this tenant.");
        while (next() != null) {
            // workers may wait until it is taken
        }
    }
}
