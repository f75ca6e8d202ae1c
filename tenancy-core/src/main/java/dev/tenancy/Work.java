package dev.tenancy;

import org.jooq.DSLContext;

/**
 * What to do in a tenant. It may run more than once if a {@link Retry} is switched on, so what it does outside the
 * database must bear that.
 *
 * @param <T> what it gives back
 * @param <X> what it throws besides unchecked exceptions
 */
@FunctionalInterface
public interface Work<T extends @org.jspecify.annotations.Nullable Object, X extends Exception> {

    /**
     * Runs in the tenant.
     *
     * @param dsl renders every generated name with the tenant's schema, on one connection and in one transaction; it is
     *     dead when this method returns, and so are the records fetched with it
     * @return what {@link Tenancy#inTransaction} shall return
     * @throws X whatever it likes; the transaction is rolled back and the caller gets this very exception
     */
    T run(DSLContext dsl) throws X;
}
