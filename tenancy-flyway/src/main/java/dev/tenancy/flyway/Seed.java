package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import org.jooq.DSLContext;

/** First rows for a new tenant; see {@link TenantsBuilder#seed}. */
@FunctionalInterface
public interface Seed {

    /**
     * Writes them.
     *
     * @param tenant the new tenant
     * @param dsl in the transaction that makes it active, for the duration of the call
     */
    void plant(TenantId tenant, DSLContext dsl);
}
