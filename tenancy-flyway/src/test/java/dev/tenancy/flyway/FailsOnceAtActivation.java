package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jooq.DSLContext;

/** Fails once, at the end of a tenant's making. */
final class FailsOnceAtActivation implements ProvisioningHook {

    private final AtomicBoolean failed = new AtomicBoolean();

    @Override
    public void after(ProvisioningStep step, TenantId tenant, DSLContext dsl) {
        if (step == ProvisioningStep.ACTIVATION && failed.compareAndSet(false, true)) {
            throw new IllegalStateException("no");
        }
    }
}
