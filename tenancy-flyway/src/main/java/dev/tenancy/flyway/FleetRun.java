package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.FleetReport.Ended;
import dev.tenancy.flyway.TenantMigration.NotStarted;
import dev.tenancy.flyway.TenantMigration.Refused;
import dev.tenancy.flyway.TenantMigration.UpToDate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** One run that migrates the fleet, from the lock to the report. */
final class FleetRun {

    private final Parts parts;
    private final FleetPlan plan;
    private final FleetOptions options;
    private final Map<TenantId, TenantPlan> pending = new LinkedHashMap<>();
    private final Map<TenantId, TenantMigration> outcomes = new TreeMap<>();
    private final long begun = System.nanoTime();

    FleetRun(Parts parts, FleetPlan plan, FleetOptions options) {
        this.parts = parts;
        this.plan = plan;
        this.options = options;
    }

    FleetReport run() {
        settle();
        TreeSet<TenantId> all = new TreeSet<>(outcomes.keySet());
        all.addAll(pending.keySet());
        FleetVisits.requireCanaries(options, all);
        prepare();
        try (RunnerLock lock = RunnerLock.take(parts.connections(), parts.layout())) {
            FleetBrake brake = new FleetBrake(options, begun, lock::lost);
            visit(brake);
            return report(brake);
        }
    }

    /** What the plan, or the options, have decided already. */
    private void settle() {
        for (TenantPlan tenant : plan.tenants()) {
            TenantId id = tenant.tenant();
            if (!options.includes(id)) {
                continue;
            }
            if (tenant.problem().isPresent()) {
                outcomes.put(id, new Refused(id, tenant.problem().get()));
            } else if (tenant.state() == PlanState.PENDING) {
                pending.put(id, tenant);
            } else {
                outcomes.put(id, new UpToDate(id, tenant.version(), Duration.ZERO));
            }
        }
        options.only().stream()
                .filter(id -> !pending.containsKey(id) && !outcomes.containsKey(id))
                .forEach(id -> outcomes.put(
                        id,
                        new Refused(
                                id, "It is not in the plan: there is no such tenant, or its status leaves it out.")));
    }

    private void prepare() {
        try (OwnerSession session = parts.connections().open()) {
            parts.bootstrap().once(session);
        }
    }

    private void visit(FleetBrake brake) {
        int workers = Math.min(options.parallelism(), parts.connections().tenantsBeside());
        Optional<Scripts> scripts = parts.migrations().scripts(plan);
        Optional<Visit> visit = scripts.map(all -> new Visit(parts, all));
        FleetCrew<TenantPlan, TenantMigration> crew =
                new FleetCrew<>(() -> new MigrationWorker(parts, plan, scripts, visit), workers, Integer.MAX_VALUE);
        try (FleetVisits<TenantPlan, TenantMigration> visits =
                new FleetVisits<>(options, brake, crew, pending, List.copyOf(outcomes.values()))) {
            for (TenantMigration next = visits.next(); next != null; next = visits.next()) {
                TenantMigration outcome = next;
                outcomes.put(outcome.tenant(), outcome);
                FleetListeners.tell(options, listener -> listener.tenantDone(outcome, visits.progress()));
            }
            visits.unvisited()
                    .forEach(tenant -> outcomes.put(
                            tenant, new NotStarted(tenant, brake.stopped().why())));
        }
    }

    private FleetReport report(FleetBrake brake) {
        boolean all = outcomes.values().stream().noneMatch(NotStarted.class::isInstance);
        FleetReport report = new FleetReport(
                List.copyOf(outcomes.values()),
                all ? Ended.COMPLETE : brake.stopped().ended(),
                brake.elapsed());
        FleetListeners.tell(options, listener -> listener.finished(report));
        return report;
    }
}
