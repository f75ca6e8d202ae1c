package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.TenantStatus;
import dev.tenancy.flyway.Histories.History;
import dev.tenancy.flyway.HistorySurvey.Place;
import dev.tenancy.flyway.Registry.Listed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
            Map<TenantId, Listed> listed =
                    parts.registry().exists(session.dsl()) ? parts.registry().list(session.dsl()) : Map.of();
            Map<TenantStatus, List<TenantId>> leftOut = new EnumMap<>(TenantStatus.class);
            List<TenantId> living = new ArrayList<>();
            listed.forEach((tenant, entry) -> (isLiving(entry.status())
                            ? living
                            : leftOut.computeIfAbsent(entry.status(), any -> new ArrayList<>()))
                    .add(tenant));
            return plan(session, at, listed, living, leftOut);
        }
    }

    private static boolean isLiving(TenantStatus status) {
        return status == TenantStatus.ACTIVE || status == TenantStatus.SUSPENDED;
    }

    private FleetPlan plan(
            OwnerSession session,
            Instant at,
            Map<TenantId, Listed> listed,
            List<TenantId> living,
            Map<TenantStatus, List<TenantId>> leftOut) {
        Reading reading = parts.shelf().readForAll(session);
        List<TenantPlan> tenants = new ArrayList<>();
        Map<TenantId, FleetPlan.Seen> seen = new HashMap<>();
        parts.survey(session, reading).of(living).forEach((tenant, place) -> {
            seen.put(
                    tenant,
                    new FleetPlan.Seen(
                            place.history().fingerprint(), place.history().mark()));
            tenants.add(plan(session, tenant, Objects.requireNonNull(listed.get(tenant)), place));
        });
        return new FleetPlan(
                at,
                tenants,
                seen,
                parts.migrations().ways(reading.scripts(), tenants),
                leftOut,
                reading.scripts(),
                PlanLint.of(parts.layout()));
    }

    private TenantPlan plan(OwnerSession session, TenantId tenant, Listed listed, Place place) {
        Standing standing = place.standing();
        if (standing == null) {
            return place.history().equals(History.NO_SCHEMA)
                    ? noSchema(tenant, listed.status())
                    : noHistory(tenant, listed.status());
        }
        return new TenantPlan(
                tenant,
                listed.status(),
                state(session, tenant, standing, listed),
                standing.version(),
                standing.pending(),
                standing.problem(parts.layout().schemaOf(tenant), histories.table()));
    }

    /** A tenant that was migrated by hand has nothing to run, and is visited so that the registry learns its version. */
    private PlanState state(OwnerSession session, TenantId tenant, Standing standing, Listed listed) {
        return standing.state() == PlanState.UP_TO_DATE
                        && parts.registry().lags(session.dsl(), tenant, listed.version(), standing.version())
                ? PlanState.PENDING
                : standing.state();
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
