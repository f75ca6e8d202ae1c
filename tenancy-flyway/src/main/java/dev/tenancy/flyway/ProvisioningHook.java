package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import org.jooq.DSLContext;

/**
 * Your own part in provisioning. Each method runs on the connection that provisions, as the owner login, in the
 * transaction of its step: what it throws rolls that step back and fails the provisioning, which resumes there.
 *
 * <p>A step that is resumed runs its hooks again, so they must be repeatable; only what runs in
 * {@link ProvisioningStep#ACTIVATION} commits exactly once, with the tenant's activation. The search path holds no
 * relations; names of jOOQ code that was generated for the template schema are rendered with the tenant's.
 *
 * <p>A hook is called by any thread that provisions. The {@code DSLContext} is for the duration of the call.
 */
public interface ProvisioningHook {

    /**
     * Before a step's own statements.
     *
     * @param step the step
     * @param tenant who is provisioned
     * @param dsl in the step's transaction
     */
    default void before(ProvisioningStep step, TenantId tenant, DSLContext dsl) {}

    /**
     * After a step's own statements, before its commit.
     *
     * @param step the step
     * @param tenant who is provisioned
     * @param dsl in the step's transaction
     */
    default void after(ProvisioningStep step, TenantId tenant, DSLContext dsl) {}
}
