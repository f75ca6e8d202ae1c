package dev.tenancy.test;

import dev.tenancy.TenantId;
import org.jooq.DSLContext;

/** Puts rows into one tenant's tables, the same keys for each tenant, so that a mix-up finds a row. */
@FunctionalInterface
public interface TenantSeed {

    /**
     * Seeds one tenant. Called for the tenant that the code runs in, for the other one, and for the decoys.
     *
     * @param tenant whose id belongs into the owner column of each row that has one
     * @param dsl as the owner login, in a transaction; generated tables, and unqualified names too, are the tenant's
     * @throws Exception if it cannot; the check fails with it
     */
    void seed(TenantId tenant, DSLContext dsl) throws Exception;
}
