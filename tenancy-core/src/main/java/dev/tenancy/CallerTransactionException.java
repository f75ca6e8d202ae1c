package dev.tenancy;

/**
 * The {@code DataSource} gave a connection with auto-commit off: either it belongs to a transaction of the caller, which
 * the library neither joins nor commits, or the pool is set so. Nothing was sent to the database.
 */
public final class CallerTransactionException extends TenancyException {

    private static final long serialVersionUID = 1;

    CallerTransactionException(TenantId tenant) {
        super(
                tenant,
                "No unit of work in tenant '" + tenant + "': the DataSource gave a connection with auto-commit off."
                        + " If it takes part in a transaction of yours (Spring's TransactionAwareDataSourceProxy, say), give"
                        + " Tenancy the pool itself; if the pool is set so, set autoCommit=true.",
                null);
    }
}
