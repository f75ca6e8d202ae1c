package dev.tenancy;

import org.jspecify.annotations.Nullable;

/**
 * The callback returned normally, but PostgreSQL had aborted its transaction because of an error that the callback
 * swallowed. Everything was rolled back.
 */
public final class TransactionAbortedException extends TenancyException {

    private static final long serialVersionUID = 1;

    TransactionAbortedException(TenantId tenant, @Nullable Throwable swallowed) {
        super(
                tenant,
                "The unit of work in tenant '" + tenant
                        + "' was rolled back: a statement failed in it and the error was"
                        + " swallowed, so PostgreSQL had aborted the transaction. Let the error through, or run the"
                        + " statement in dsl.transaction(..), which is a savepoint."
                        + (swallowed == null ? "" : " The error was: " + swallowed.getMessage()),
                swallowed);
    }
}
