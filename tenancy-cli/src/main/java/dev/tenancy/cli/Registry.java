package dev.tenancy.cli;

import dev.tenancy.flyway.Diagnosis.Kind;
import dev.tenancy.flyway.FleetPlan;
import dev.tenancy.flyway.Tenants;

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

    /** To be asked where no tenant was found. */
    static void require(Tenants tenants, DatabaseUrl database) {
        if (tenants.doctor().findings().stream().anyMatch(finding -> finding.kind() == Kind.REGISTRY_MISSING)) {
            throw new RefusedException("There is no registry in " + database
                    + ", so it has no tenants. If this is the right database, make it ready: tenancy init.");
        }
    }
}
