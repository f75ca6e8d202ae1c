package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.TenantStatus;
import dev.tenancy.flyway.Histories.History;
import dev.tenancy.flyway.HistorySurvey.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One look at all tenants. */
final class FleetLook {

    private final Parts parts;
    private final Histories histories;

    FleetLook(Parts parts) {
        this.parts = parts;
        this.histories = parts.histories();
    }

    FleetPlan look() {
        Instant at = Instant.now();
        try (OwnerSession session = parts.connections().open()) {
            Map<TenantId, TenantStatus> statuses =
                    parts.registry().exists(session.dsl()) ? parts.registry().statuses(session.dsl()) : Map.of();
            Map<TenantStatus, List<TenantId>> leftOut = new EnumMap<>(TenantStatus.class);
            List<TenantId> living = new ArrayList<>();
            statuses.forEach((tenant, status) -> (status == TenantStatus.ACTIVE || status == TenantStatus.SUSPENDED
                            ? living
                            : leftOut.computeIfAbsent(status, any -> new ArrayList<>()))
                    .add(tenant));
            return plan(session, at, statuses, living, leftOut);
        }
    }

    private FleetPlan plan(
            OwnerSession session,
            Instant at,
            Map<TenantId, TenantStatus> statuses,
            List<TenantId> living,
            Map<TenantStatus, List<TenantId>> leftOut) {
        Resolved scripts = parts.standings().scripts(session);
        List<TenantPlan> tenants = new ArrayList<>();
        Map<TenantId, String> fingerprints = new HashMap<>();
        parts.standings().survey(session, scripts, histories).of(living).forEach((tenant, place) -> {
            fingerprints.put(tenant, place.history().fingerprint());
            tenants.add(plan(tenant, statuses.getOrDefault(tenant, TenantStatus.ACTIVE), place));
        });
        return new FleetPlan(at, tenants, fingerprints, parts.migrations().ways(scripts.names(), tenants), leftOut);
    }

    private TenantPlan plan(TenantId tenant, TenantStatus status, Place place) {
        Standing standing = place.standing();
        if (standing == null) {
            return place.history().equals(History.NO_SCHEMA) ? noSchema(tenant, status) : noHistory(tenant, status);
        }
        return new TenantPlan(
                tenant,
                status,
                standing.state(),
                standing.version(),
                standing.pending(),
                standing.problem(parts.layout().schemaOf(tenant), histories.table()));
    }

    private TenantPlan noSchema(TenantId tenant, TenantStatus status) {
        return missing(
                tenant,
                status,
                PlanState.SCHEMA_MISSING,
                "The database has no schema \"" + parts.layout().schemaOf(tenant)
                        + "\". Restore it from a backup; or, if the tenant is to go, suspend and deprovision it.");
    }

    private TenantPlan noHistory(TenantId tenant, TenantStatus status) {
        return missing(
                tenant,
                status,
                PlanState.HISTORY_MISSING,
                "Schema \"" + parts.layout().schemaOf(tenant) + "\" has no history table \"" + histories.table()
                        + "\". Restore the table from a backup, or run Flyway's baseline on the schema.");
    }

    private static TenantPlan missing(TenantId tenant, TenantStatus status, PlanState state, String problem) {
        return new TenantPlan(tenant, status, state, Optional.empty(), List.of(), Optional.of(problem));
    }
}
