package dev.tenancy;

import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import org.jooq.Transaction;
import org.jooq.TransactionContext;
import org.jooq.TransactionProvider;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/** jOOQ's transactions in one tenant: the outermost is a {@link Lease}, those inside it are savepoints. */
record TenantTransactions(Leases leases, TenantBinding binding, List<WorkListener> listeners)
        implements TransactionProvider {

    /** The outermost transaction, and who is told of its end: nobody here, if a {@link UnitsOfWork} has told already. */
    private record Outermost(Lease lease, WorkNotices notices) implements Transaction {}

    private record Nested(TransactionConnection connection, Savepoint savepoint) implements Transaction {}

    @Override
    public void begin(TransactionContext ctx) {
        Lease outer = Bound.lease(ctx.configuration());
        ctx.transaction(outer == null ? outermost(ctx) : nested(outer));
    }

    private Outermost outermost(TransactionContext ctx) {
        boolean told = Bound.notices(ctx.configuration()) != null;
        WorkNotices notices = WorkNotices.started(told ? List.of() : listeners, binding.tenant());
        try {
            Lease lease = leases.forTransaction(binding, Bound.options(ctx.configuration()));
            Bound.to(lease, ctx.configuration());
            return new Outermost(lease, notices);
        } catch (Throwable failure) {
            notices.ended(failure);
            throw failure;
        }
    }

    private static Nested nested(Lease outer) {
        TransactionConnection connection = outer.acquire();
        try {
            return new Nested(connection, connection.setSavepoint());
        } catch (SQLException e) {
            throw new DataAccessException("No savepoint in tenant '" + connection.binding.tenant() + "'", e);
        }
    }

    @Override
    public void commit(TransactionContext ctx) {
        if (ctx.transaction() instanceof Nested nested) {
            try {
                nested.connection.releaseSavepoint(nested.savepoint);
            } catch (SQLException e) {
                throw new DataAccessException(
                        "The nested transaction was rolled back: a statement in it had failed", e);
            }
        } else if (ctx.transaction() instanceof Outermost outermost) {
            outermost.lease.commit();
            outermost.notices.ended(null);
        }
    }

    @Override
    public void rollback(TransactionContext ctx) {
        @Nullable Transaction transaction = ctx.transaction(); // null if begin failed
        if (transaction instanceof Nested nested) {
            try {
                nested.connection.rollback(nested.savepoint);
            } catch (SQLException e) {
                throw new DataAccessException("The nested transaction could not be rolled back", e);
            }
        } else if (transaction instanceof Outermost outermost) {
            outermost.lease.rollback();
            outermost.notices.ended(ctx.causeThrowable());
        }
    }
}
