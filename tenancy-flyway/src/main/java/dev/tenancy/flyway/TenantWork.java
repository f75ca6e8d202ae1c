package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import org.jooq.DSLContext;

/** What {@link Fleet#forEach} does in each tenant. Called by several threads at once, each with another tenant. */
@FunctionalInterface
public interface TenantWork {

    /**
     * Works in one tenant, in one transaction: committed when this returns, rolled back when it throws.
     *
     * @param tenant where
     * @param dsl of this unit of work alone, as in {@link dev.tenancy.Tenancy#inTransaction}
     * @throws Exception what it likes; it becomes the tenant's {@link TenantOutcome.Failed}
     */
    void run(TenantId tenant, DSLContext dsl) throws Exception;
}
