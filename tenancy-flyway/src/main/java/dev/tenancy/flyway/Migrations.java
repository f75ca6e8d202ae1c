package dev.tenancy.flyway;

import dev.tenancy.SchemaName;
import dev.tenancy.TenantId;
import dev.tenancy.flyway.HistorySurvey.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one door through which a tenant's scripts run: in a batch if all of them may, else through Flyway. Called with the
 * tenant's lock held.
 */
final class Migrations {

    private final FlywayRun flyway;
    private final BatchRun batch;
    private final Histories histories;
    private final Standings standings;
    private final ScriptShelf shelf;
    private final Engine engine;

    Migrations(
            FlywayRun flyway,
            BatchRun batch,
            Histories histories,
            Standings standings,
            ScriptShelf shelf,
            Engine engine) {
        this.flyway = flyway;
        this.batch = batch;
        this.histories = histories;
        this.standings = standings;
        this.shelf = shelf;
        this.engine = engine;
    }

    TenantMigration migrate(OwnerSession session, TenantId tenant) {
        long begun = System.nanoTime();
        return batches(session)
                .flatMap(reading -> migrate(session, tenant, reading, begun))
                .orElseGet(() -> flyway.migrate(session, tenant));
    }

    private Optional<TenantMigration> migrate(OwnerSession session, TenantId tenant, Reading reading, long begun) {
        Place place = new HistorySurvey(histories, standings, session, reading)
                .of(List.of(tenant))
                .get(tenant);
        Standing standing = place == null ? null : place.standing();
        if (place == null || standing == null || standing.refused()) {
            return Optional.empty();
        }
        return switch (standing.state()) {
            case UP_TO_DATE -> batch.upToDate(session, tenant, standing.version(), begun);
            case PENDING ->
                batch.run(
                        session,
                        tenant,
                        reading.scripts(),
                        place.history().mark(),
                        standing.version(),
                        standing.pending(),
                        begun);
            default -> Optional.empty();
        };
    }

    /**
     * What a plan says, of a tenant whose history is as the plan saw it. Refused if other scripts are pending now.
     *
     * @param scripts to batch them; empty if none is
     */
    TenantMigration migrate(OwnerSession session, TenantPlan planned, Mark seen, Optional<Scripts> scripts) {
        long begun = System.nanoTime();
        TenantId tenant = planned.tenant();
        return scripts.flatMap(
                        all -> batch.run(session, tenant, all, seen, planned.version(), planned.pending(), begun))
                .orElseGet(() -> flyway.migrate(session, tenant, planned.pending()));
    }

    /** What a new tenant runs, if all of it may be batched in this schema. */
    Optional<Fresh> forNew(OwnerSession session, SchemaName schema) {
        return batches(session).flatMap(reading -> reading.scripts()
                .batch(reading.fresh(), schema.value())
                .map(scripts ->
                        new Fresh(reading.scripts().configuration(), scripts, BatchRun.to(Optional.empty(), scripts))));
    }

    /** The scripts of a plan, for a run that begins now; empty if none of them is batched, or they have changed since. */
    Optional<Scripts> scripts(FleetPlan plan) {
        return engine == Engine.FLYWAY
                ? Optional.empty()
                : shelf.unchanged().map(Reading::scripts).filter(plan::isOf);
    }

    private Optional<Reading> batches(OwnerSession session) {
        return engine == Engine.FLYWAY || !OneMessage.possible(session.connection())
                ? Optional.empty()
                : Optional.of(shelf.read(session));
    }

    /** Which way each script takes that is pending somewhere, in the order of all scripts. */
    List<ScriptPlan> ways(Scripts scripts, List<TenantPlan> tenants) {
        Map<String, Integer> pending = new HashMap<>();
        tenants.stream()
                .filter(tenant -> tenant.state() == PlanState.PENDING)
                .flatMap(tenant -> tenant.pending().stream())
                .forEach(script -> pending.merge(script, 1, Integer::sum));
        List<ScriptPlan> ways = new ArrayList<>();
        scripts.byName().keySet().forEach(script -> {
            Integer count = pending.get(script);
            if (count != null) {
                ways.add(way(scripts, script, count));
            }
        });
        return ways;
    }

    private ScriptPlan way(Scripts scripts, String script, int tenants) {
        Optional<String> refusal =
                engine == Engine.FLYWAY ? Optional.of("the batch is turned off") : scripts.refusal(script);
        return new ScriptPlan(
                script,
                refusal.isPresent() ? Engine.FLYWAY : Engine.BATCH,
                refusal.orElse("plain transactional SQL"),
                tenants);
    }
}
