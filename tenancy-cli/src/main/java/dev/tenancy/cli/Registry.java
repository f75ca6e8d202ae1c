package dev.tenancy.cli;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.Diagnosis.Kind;
import dev.tenancy.flyway.FleetPlan;
import dev.tenancy.flyway.Tenants;
import java.util.function.Function;

/** The library takes a database without a registry for one without tenants; an operator has a wrong URL, or has not begun. */
final class Registry {

    private Registry() {}

    static FleetPlan plan(Tenants tenants, DatabaseUrl database) {
        FleetPlan plan = tenants.fleet().plan();
        if (plan.tenants().isEmpty()) {
            require(tenants, database);
        }
        return plan;
    }

    /** Work on tenants that exist: the library would make a registry first, where there is none. */
    static <T> Function<TenantId, T> known(Tenants tenants, DatabaseUrl database, Function<TenantId, T> work) {
        return tenant -> {
            if (tenants.find(tenant).isEmpty()) {
                require(tenants, database);
            }
            return work.apply(tenant);
        };
    }

    /** To be asked where no tenant was found. */
    static void require(Tenants tenants, DatabaseUrl database) {
        if (tenants.doctor().findings().stream().anyMatch(finding -> finding.kind() == Kind.REGISTRY_MISSING)) {
            throw new RefusedException("There is no registry in " + database
                    + ", so it has no tenants. If this is the right database, make it ready: tenancy init.");
        }
    }
}
