package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import org.jooq.DSLContext;

/** A seed runs last, in the transaction that makes the tenant active. */
record SeedHook(Seed seed) implements ProvisioningHook {

    @Override
    public void after(ProvisioningStep step, TenantId tenant, DSLContext dsl) {
        if (step == ProvisioningStep.ACTIVATION) {
            seed.plant(tenant, dsl);
        }
    }
}
