package dev.tenancy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * The connection of statements that are transactions of their own. One that jOOQ executes alone carries the role in its
 * message, and PostgreSQL ends the role with it. A batch, a call or a raw JDBC statement gets a transaction around it.
 */
final class SingleStatementConnection extends TenantConnection {

    private final Preamble preamble;
    private final OneMessage oneMessage;
    private boolean broken;

    SingleStatementConnection(Connection delegate, TenantBinding binding, Diagnosis diagnosis, OneMessage oneMessage) {
        super(delegate, binding, diagnosis);
        this.preamble = binding.preamble(WorkOptions.defaults());
        this.oneMessage = oneMessage;
    }

    boolean broken() {
        return broken;
    }

    @Override
    Preamble mergeable(String sql) {
        return preamble;
    }

    /** Never: outside a transaction the driver reads a result as a whole. */
    @Override
    boolean usesCursor(int fetchSize) {
        return false;
    }

    @Override
    <T extends @Nullable Object> T merged(Statement statement, String sql, SqlCall<T> call) throws SQLException {
        if (oneMessage.isSplit()) {
            return guarded(() -> inTransaction(statement, call));
        }
        try {
            return guarded(() -> committed(sql, () -> prepared(call)));
        } catch (SQLException e) {
            if (SqlStates.denied(e) && oneMessage.foundSplit(getDelegate())) {
                return merged(statement, sql, call);
            }
            throw e;
        }
    }

    /**
     * The driver prepares a stale statement anew and repeats it, but not in a message of several. Nothing was done yet. A pool
     * may have thrown the connection away at the sight of the error (HikariCP does): then it is the caller's.
     */
    private <T extends @Nullable Object> T prepared(SqlCall<T> call) throws SQLException {
        try {
            return call.run();
        } catch (SQLException e) {
            if (!SqlStates.stale(e) || getDelegate().isClosed()) {
                throw e;
            }
            return call.run();
        }
    }

    @Override
    <T extends @Nullable Object> T separately(Statement statement, String sql, SqlCall<T> call) throws SQLException {
        return guarded(() -> preamble.isEmpty() ? committed(sql, call) : inTransaction(statement, call));
    }

    @Override
    public Savepoint setSavepoint() throws SQLException {
        throw refused("a savepoint outside a transaction");
    }

    @Override
    public Savepoint setSavepoint(String name) throws SQLException {
        throw refused("a savepoint outside a transaction");
    }

    private <T extends @Nullable Object> T guarded(SqlCall<T> call) throws SQLException {
        requireAlive();
        try {
            return call.run();
        } catch (SQLException e) {
            TenancyException reason = SqlStates.outOfReach(e) ? diagnose(e) : null;
            if (reason != null) {
                throw reason;
            }
            warnIfForeign(e);
            throw e;
        }
    }

    /** Here the statement is its own COMMIT: if its answer is lost, nobody knows. */
    private <T extends @Nullable Object> T committed(String sql, SqlCall<T> call) throws SQLException {
        try {
            return call.run();
        } catch (SQLException e) {
            if (SqlStates.commitUnknown(e) && !SessionText.reads(sql)) {
                throw new CommitUnknownException(binding.tenant(), e);
            }
            throw e;
        }
    }

    private <T extends @Nullable Object> T inTransaction(Statement statement, SqlCall<T> call) throws SQLException {
        Connection raw = getDelegate();
        raw.setAutoCommit(false);
        boolean committing = false;
        try {
            preamble.send(raw);
            statement.setFetchSize(0); // a cursor would not outlive the commit below
            T result = call.run();
            committing = true;
            Leases.commit(raw, binding.tenant(), null);
            raw.setAutoCommit(true);
            return result;
        } catch (Throwable failure) {
            broken = !rolledBack(raw) || committing;
            throw failure;
        }
    }

    private static boolean rolledBack(Connection raw) {
        try {
            raw.rollback();
            raw.setAutoCommit(true);
            return true;
        } catch (SQLException lost) {
            return false;
        }
    }
}
