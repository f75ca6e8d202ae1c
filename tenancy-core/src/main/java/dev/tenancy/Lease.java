package dev.tenancy;

import java.sql.Connection;
import java.sql.SQLException;
import org.jooq.ConnectionProvider;
import org.jooq.Transaction;

/** One connection for one transaction. Everything made from it is dead when it is over. */
final class Lease implements ConnectionProvider, Transaction {

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
        if (over) {
            return;
        }
        boolean broken = false;
        try {
            connection.getDelegate().rollback();
        } catch (SQLException lost) {
            broken = true;
        }
        end(broken);
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
