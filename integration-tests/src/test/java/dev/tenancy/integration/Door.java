package dev.tenancy.integration;

import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import dev.tenancy.Work;

/** The two ways into a tenant. */
enum Door {
    /** One connection and one transaction for all. */
    UNIT_OF_WORK {
        @Override
        <T, X extends Exception> T in(Tenancy tenancy, TenantId tenant, Work<T, X> work) throws X {
            return tenancy.inTransaction(tenant, work);
        }
    },
    /** A connection and a transaction for each statement. */
    SINGLE_STATEMENTS {
        @Override
        <T, X extends Exception> T in(Tenancy tenancy, TenantId tenant, Work<T, X> work) throws X {
            return work.run(tenancy.dsl(tenant));
        }
    };

    abstract <T, X extends Exception> T in(Tenancy tenancy, TenantId tenant, Work<T, X> work) throws X;
}
