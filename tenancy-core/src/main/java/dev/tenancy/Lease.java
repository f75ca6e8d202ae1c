package dev.tenancy;

import java.sql.Connection;
import java.sql.SQLException;
import org.jooq.ConnectionProvider;

/** One connection for one transaction. Everything made from it is dead when it is over. */
final class Lease implements ConnectionProvider {

    private final TransactionConnection connection;
    private final Runnable leave;
    private boolean over;

    Lease(TransactionConnection connection, Runnable leave) {
        this.connection = connection;
        this.leave = leave;
    }

    @Override
    public TransactionConnection acquire() {
        connection.requireAlive();
        return connection;
    }

    /** Does nothing: the connection is held until the transaction ends. */
    @Override
    public void release(Connection held) {}

    void commit() {
        SQLException swallowed = connection.aborted();
        if (swallowed != null) {
            throw new TransactionAbortedException(connection.binding.tenant(), swallowed);
        }
        Leases.commit(connection.getDelegate(), connection.binding.tenant(), null);
        end(false);
    }

    /** Also after a commit that failed, when there may be nothing left to roll back. */
    void rollback() {
        if (!over) {
            end(!connection.isGivenBack() && !rolledBack());
        }
    }

    private boolean rolledBack() {
        try {
            connection.getDelegate().rollback();
            return true;
        } catch (SQLException lost) {
            return false;
        }
    }

    private void end(boolean broken) {
        over = true;
        try {
            connection.giveBack(broken);
        } finally {
            leave.run();
        }
    }
}
