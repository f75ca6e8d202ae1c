package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The one door through which a tenant's scripts run. Called with the tenant's lock held. */
final class Migrations {

    private final FlywayRun flyway;
    private final Engine engine;

    Migrations(FlywayRun flyway, Engine engine) {
        this.flyway = flyway;
        this.engine = engine;
    }

    TenantMigration migrate(OwnerSession session, TenantId tenant) {
        return flyway.migrate(session, tenant);
    }

    /** Refused if other scripts are pending than were expected. */
    TenantMigration migrate(OwnerSession session, TenantId tenant, List<String> expected) {
        return flyway.migrate(session, tenant, expected);
    }

    /** Which way each script takes that is pending somewhere, in the order of all scripts. */
    List<ScriptPlan> ways(List<String> scripts, List<TenantPlan> tenants) {
        Map<String, Integer> pending = new HashMap<>();
        tenants.stream()
                .filter(tenant -> tenant.state() == PlanState.PENDING)
                .flatMap(tenant -> tenant.pending().stream())
                .forEach(script -> pending.merge(script, 1, Integer::sum));
        List<ScriptPlan> ways = new ArrayList<>();
        for (String script : scripts) {
            Integer count = pending.get(script);
            if (count != null) {
                ways.add(new ScriptPlan(script, Engine.FLYWAY, why(), count));
            }
        }
        return ways;
    }

    private String why() {
        return engine == Engine.FLYWAY ? "the batch is turned off" : "every script goes through Flyway as yet";
    }
}
