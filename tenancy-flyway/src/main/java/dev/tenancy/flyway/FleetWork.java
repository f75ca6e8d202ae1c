package dev.tenancy.flyway;

import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import dev.tenancy.TenantStatus;
import dev.tenancy.WorkOptions;
import dev.tenancy.flyway.FleetReport.Ended;
import dev.tenancy.flyway.TenantOutcome.NotStarted;
import dev.tenancy.flyway.TenantOutcome.Refused;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** One run of units of work through the active tenants: who is visited is the owner's to say, the work is the app login's. */
final class FleetWork<T extends @Nullable Object> {

    private final FleetOptions options;
    private final FleetBrake brake;
    private final Map<TenantId, TenantOutcome<T>> settled = new TreeMap<>();
    private final FleetVisits<TenantId, TenantOutcome<T>> visits;

    FleetWork(Parts parts, Tenancy tenancy, FleetOptions options, WorkOptions unit, int ahead, TenantQuery<T> work) {
        this.options = options;
        this.brake = new FleetBrake(options, System.nanoTime(), () -> false);
        requireSameLayout(parts, tenancy);
        Map<TenantId, TenantId> tenants = tenants(parts);
        TreeSet<TenantId> all = new TreeSet<>(settled.keySet());
        all.addAll(tenants.keySet());
        FleetVisits.requireCanaries(options, all);
        this.visits = new FleetVisits<>(
                options,
                brake,
                new FleetCrew<>(() -> new UnitWorker<>(tenancy, unit, work), options.parallelism(), ahead),
                tenants,
                settled.values());
    }

    private static void requireSameLayout(Parts parts, Tenancy tenancy) {
        if (!tenancy.layout().equals(parts.layout())) {
            throw new TenantsConfigurationException(
                    "The Tenancy has another layout than these tenants, so it would look for them elsewhere. Build both"
                            + " with the same TenantLayout.");
        }
    }

    private Map<TenantId, TenantId> tenants(Parts parts) {
        Map<TenantId, TenantId> active = new LinkedHashMap<>();
        try (OwnerSession session = parts.connections().openExtra()) {
            if (parts.registry().exists(session.dsl())) {
                parts.registry().list(session.dsl()).forEach((tenant, listed) -> {
                    if (listed.status() == TenantStatus.ACTIVE && options.includes(tenant)) {
                        active.put(tenant, tenant);
                    }
                });
            }
        }
        options.only().stream()
                .filter(tenant -> !active.containsKey(tenant))
                .forEach(tenant -> settled.put(
                        tenant,
                        new Refused<>(
                                tenant, "There is no such tenant, or it is not ACTIVE: only those can be worked in.")));
        return active;
    }

    /** Visits all of them now. */
    Tally<TenantOutcome<?>> toTheEnd() {
        try (visits) {
            Map<TenantId, TenantOutcome<?>> outcomes = new TreeMap<>();
            new FleetOutcomes<>(this).forEachRemaining(outcome -> outcomes.put(outcome.tenant(), outcome));
            Ended ended = visits.unvisited().isEmpty()
                    ? Ended.COMPLETE
                    : brake.stopped().ended();
            return new Tally<>(List.copyOf(outcomes.values()), ended, brake.elapsed());
        }
    }

    /** Visits them as the stream is read, a few ahead of it. */
    Stream<TenantOutcome<T>> stream() {
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(new FleetOutcomes<>(this), Spliterator.NONNULL), false)
                .onClose(visits::close);
    }

    /** The outcome of the next one that was visited; null when the run has ended. */
    @Nullable
    TenantOutcome<T> next() {
        TenantOutcome<T> outcome = visits.next();
        if (outcome != null) {
            FleetListeners.tell(options, listener -> listener.tenantDone(outcome, visits.progress()));
        }
        return outcome;
    }

    /** When the run has ended: the outcomes of those that were not visited. */
    Iterator<TenantOutcome<T>> others() {
        return Stream.concat(
                        settled.values().stream(),
                        visits.unvisited().stream()
                                .<TenantOutcome<T>>map(tenant ->
                                        new NotStarted<>(tenant, brake.stopped().why())))
                .iterator();
    }
}
