package dev.tenancy;

import org.jooq.DSLContext;

/**
 * What to do in a tenant, with nothing to give back; otherwise as {@link Work}.
 *
 * @param <X> what it throws besides unchecked exceptions
 */
@FunctionalInterface
public interface VoidWork<X extends Exception> {

    /**
     * Runs in the tenant.
     *
     * @param dsl as in {@link Work#run}
     * @throws X whatever it likes; the transaction is rolled back and the caller gets this very exception
     */
    void run(DSLContext dsl) throws X;
}
