package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Fleet#query} asks each tenant. Called by several threads at once, each with another tenant.
 *
 * @param <T> what comes back
 */
@FunctionalInterface
public interface TenantQuery<T extends @Nullable Object> {

    /**
     * Asks one tenant, in a read-only transaction.
     *
     * @param tenant whom
     * @param dsl of this unit of work alone, as in {@link dev.tenancy.Tenancy#inTransaction}
     * @return what was found, read to the end: a cursor or a stream is dead when this returns
     * @throws Exception what it likes; it becomes the tenant's {@link TenantOutcome.Failed}
     */
    T run(TenantId tenant, DSLContext dsl) throws Exception;
}
