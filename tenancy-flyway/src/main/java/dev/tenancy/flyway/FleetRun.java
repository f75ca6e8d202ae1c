package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.FleetReport.Ended;
import dev.tenancy.flyway.TenantMigration.NotStarted;
import dev.tenancy.flyway.TenantMigration.Refused;
import dev.tenancy.flyway.TenantMigration.UpToDate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run through the fleet, from the lock to the report. */
final class FleetRun {

    private static final System.Logger LOG = System.getLogger(Fleet.class.getName());

    private final Parts parts;
    private final FleetPlan plan;
    private final FleetOptions options;
    private final Map<TenantId, TenantMigration> outcomes = new TreeMap<>();
    private final long begun = System.nanoTime();
    private int toVisit;
    private int visited;
    private int failed;

    FleetRun(Parts parts, FleetPlan plan, FleetOptions options) {
        this.parts = parts;
        this.plan = plan;
        this.options = options;
    }

    FleetReport run() {
        Set<TenantId> canaries = canaries();
        prepare();
        try (RunnerLock lock = RunnerLock.take(parts.connections(), parts.layout())) {
            FleetBrake brake = new FleetBrake(options, lock::lost);
            plan.tenants().forEach(this::settle);
            List<TenantPlan> pending = plan.tenants(PlanState.PENDING);
            toVisit = pending.size();
            Map<Boolean, List<TenantPlan>> waves =
                    pending.stream().collect(Collectors.partitioningBy(tenant -> canaries.contains(tenant.tenant())));
            if (!canaries.isEmpty()) {
                wave("canary", waves.getOrDefault(true, List.of()), brake);
                haltAfterCanaries(canaries, brake);
            }
            wave("rest", waves.getOrDefault(false, List.of()), brake);
            return report(brake);
        }
    }

    private void prepare() {
        try (OwnerSession session = parts.connections().open()) {
            parts.bootstrap().once(session);
        }
    }

    private Set<TenantId> canaries() {
        Set<TenantId> planned = plan.tenants().stream().map(TenantPlan::tenant).collect(Collectors.toSet());
        options.canaries().stream()
                .filter(tenant -> !planned.contains(tenant))
                .findFirst()
                .ifPresent(tenant -> {
                    throw new TenantsConfigurationException(
                            "The canary '" + tenant + "' is not in the plan: it is neither ACTIVE"
                                    + " nor SUSPENDED, or there is no such tenant. Name another one, or plan again.");
                });
        Set<TenantId> canaries = new TreeSet<>(options.canaries());
        plan.tenants(PlanState.PENDING).stream()
                .limit(options.canaryCount())
                .forEach(tenant -> canaries.add(tenant.tenant()));
        return canaries;
    }

    /** What the plan has decided already. */
    private void settle(TenantPlan tenant) {
        if (tenant.problem().isPresent()) {
            outcomes.put(
                    tenant.tenant(),
                    new Refused(tenant.tenant(), tenant.problem().get()));
        } else if (tenant.state() != PlanState.PENDING) {
            outcomes.put(tenant.tenant(), new UpToDate(tenant.tenant(), tenant.version(), Duration.ZERO));
        }
    }

    private void wave(String name, List<TenantPlan> tenants, FleetBrake brake) {
        if (tenants.isEmpty() || !brake.mayStart()) {
            return;
        }
        tell(listener -> listener.waveStarted(name, tenants.size()));
        new FleetWave(parts, plan, brake, tenants)
                .run(Math.min(options.parallelism(), parts.connections().tenantsBeside()), this::done);
    }

    private void done(TenantMigration outcome) {
        outcomes.put(outcome.tenant(), outcome);
        visited++;
        failed += FleetReport.remains(outcome) ? 1 : 0;
        FleetProgress progress = FleetProgress.of(visited, failed, toVisit, elapsed());
        tell(listener -> listener.tenantDone(outcome, progress));
    }

    private void haltAfterCanaries(Set<TenantId> canaries, FleetBrake brake) {
        canaries.stream()
                .filter(tenant -> !succeeded(outcomes.get(tenant)))
                .findFirst()
                .ifPresent(tenant -> brake.stop(
                        Ended.HALTED,
                        "The run was halted before it came to this tenant: canary '" + tenant + "' did not succeed."));
    }

    /** Null is a tenant that was not started. */
    private static boolean succeeded(@Nullable TenantMigration outcome) {
        return outcome != null && !FleetReport.remains(outcome);
    }

    private FleetReport report(FleetBrake brake) {
        FleetBrake.Stop stop = brake.stopped();
        plan.tenants()
                .forEach(tenant -> outcomes.putIfAbsent(tenant.tenant(), new NotStarted(tenant.tenant(), stop.why())));
        boolean all = outcomes.values().stream().noneMatch(NotStarted.class::isInstance);
        FleetReport report =
                new FleetReport(List.copyOf(outcomes.values()), all ? Ended.COMPLETE : stop.ended(), elapsed());
        tell(listener -> listener.finished(report));
        return report;
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private void tell(Consumer<FleetListener> what) {
        for (FleetListener listener : options.listeners()) {
            try {
                what.accept(listener);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "A FleetListener failed; the run goes on.", e);
            }
        }
    }
}
