package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.TenantStatus;
import dev.tenancy.flyway.Histories.History;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One look at all tenants: reads every history, and asks Flyway once for each distinct one. */
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
        List<String> scripts = parts.standings().scripts(session);
        Map<TenantId, History> read = new HashMap<>(histories.read(session.dsl(), living));
        Map<History, Standing> known = new HashMap<>();
        List<TenantPlan> tenants = new ArrayList<>();
        Map<TenantId, String> fingerprints = new HashMap<>();
        for (TenantId tenant : living) {
            Standing standing = standing(session, tenant, read, known);
            History history = read.getOrDefault(tenant, History.NO_SCHEMA);
            fingerprints.put(tenant, history.fingerprint());
            tenants.add(plan(tenant, statuses.getOrDefault(tenant, TenantStatus.ACTIVE), history, standing));
        }
        return new FleetPlan(at, tenants, fingerprints, parts.migrations().ways(scripts, tenants), leftOut);
    }

    /** Who is migrated by somebody else just now has another history after Flyway's look than before it. */
    private Standing standing(
            OwnerSession session, TenantId tenant, Map<TenantId, History> read, Map<History, Standing> known) {
        History before = read.getOrDefault(tenant, History.NO_SCHEMA);
        Standing standing = before.missing() ? NOTHING : known.get(before);
        while (standing == null) {
            Standing asked = parts.standings().of(session, tenant);
            History after = histories.read(session.dsl(), tenant);
            if (after.equals(before)) {
                known.put(before, asked);
                standing = asked;
            } else {
                before = after;
                read.put(tenant, after);
                standing = after.missing() ? NOTHING : known.get(after);
            }
        }
        return standing;
    }

    private static final Standing NOTHING =
            new Standing(Optional.empty(), List.of(), List.of(), List.of(), List.of(), List.of(), true);

    private TenantPlan plan(TenantId tenant, TenantStatus status, History history, Standing standing) {
        String schema = parts.layout().schemaOf(tenant).value();
        if (history.equals(History.NO_SCHEMA)) {
            return missing(
                    tenant,
                    status,
                    PlanState.SCHEMA_MISSING,
                    "The database has no schema \"" + schema
                            + "\". Restore it from a backup; or, if the tenant is to go, suspend and deprovision it.");
        }
        if (history.equals(History.NO_HISTORY)) {
            return missing(
                    tenant,
                    status,
                    PlanState.HISTORY_MISSING,
                    "Schema \"" + schema + "\" has no history table \"" + histories.table()
                            + "\". Restore the table from a backup, or run Flyway's baseline on the schema.");
        }
        return new TenantPlan(
                tenant,
                status,
                standing.state(),
                standing.version(),
                standing.pending(),
                standing.problem(parts.layout().schemaOf(tenant), histories.table()));
    }

    private static TenantPlan missing(TenantId tenant, TenantStatus status, PlanState state, String problem) {
        return new TenantPlan(tenant, status, state, Optional.empty(), List.of(), Optional.of(problem));
    }
}
