package dev.tenancy.test;

import dev.tenancy.TenantId;

/**
 * Your code, to be run in a tenant.
 *
 * @param <X> what it throws besides unchecked exceptions
 */
@FunctionalInterface
public interface TenantCode<X extends Exception> {

    /**
     * Does what it does for one tenant.
     *
     * @param tenant the only one that it may touch
     * @throws X what it likes
     */
    void run(TenantId tenant) throws X;
}
