package dev.tenancy.flyway;

/** The steps of {@link Tenants#provision}, in their order. A {@link ProvisioningHook} runs before and after each. */
public enum ProvisioningStep {
    /** The tenant's role and its memberships; nothing to do with {@code QUALIFIED}. In one transaction with {@link #SCHEMA}. */
    ROLE,
    /** The schema, its grants and default privileges. */
    SCHEMA,
    /** The tenant's migrations. Flyway commits each; the hooks before and after have a transaction of their own. */
    MIGRATIONS,
    /** Verification, seeds, and the change to {@code ACTIVE}, in one transaction. */
    ACTIVATION
}
