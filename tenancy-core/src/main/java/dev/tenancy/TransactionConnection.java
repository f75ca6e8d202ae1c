package dev.tenancy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** The connection of one transaction: the preamble is sent once, with or before the first statement. */
final class TransactionConnection extends TenantConnection {

    private Preamble pending;
    private boolean first = true;
    private boolean over;
    private @Nullable SQLException failure;

    TransactionConnection(Connection delegate, TenantBinding binding, Diagnosis diagnosis, WorkOptions options) {
        super(delegate, binding, diagnosis);
        this.pending = binding.preamble(options);
    }

    @Override
    Preamble mergeable(String sql) {
        return SessionText.precedesQueries(sql) ? Preamble.NONE : pending;
    }

    @Override
    boolean usesCursor(int fetchSize) {
        return fetchSize > 0;
    }

    @Override
    <T extends @Nullable Object> T merged(Statement statement, String sql, SqlCall<T> call) throws SQLException {
        return guarded(() -> {
            T result = call.run();
            pending = Preamble.NONE;
            return result;
        });
    }

    @Override
    <T extends @Nullable Object> T separately(Statement statement, String sql, SqlCall<T> call) throws SQLException {
        return guarded(() -> {
            if (!SessionText.precedesQueries(sql)) { // the role is set by a query, so it can wait
                sendPending();
            }
            return call.run();
        });
    }

    /** The preamble first: a savepoint that was rolled back to would take the role with it. */
    @Override
    public Savepoint setSavepoint() throws SQLException {
        return guarded(() -> {
            sendPending();
            return super.setSavepoint();
        });
    }

    @Override
    public Savepoint setSavepoint(String name) throws SQLException {
        return guarded(() -> {
            sendPending();
            return super.setSavepoint(name);
        });
    }

    @Override
    public void rollback(Savepoint savepoint) throws SQLException {
        requireAlive();
        super.rollback(savepoint);
        failure = null;
    }

    /** What the driver does by itself, COPY say, is done as the tenant too. */
    @Override
    void unwrapping() throws SQLException {
        this.<@Nullable Void>guarded(() -> {
            sendPending();
            return null;
        });
    }

    /** Why the transaction cannot be committed any more, asked of PostgreSQL itself if a statement has failed. */
    @Nullable
    SQLException aborted() {
        if (failure == null || over) {
            return failure;
        }
        try (Statement probe = getDelegate().createStatement()) {
            probe.execute(CatalogQueries.PROBE);
            return null;
        } catch (SQLException stillAborted) {
            return failure;
        }
    }

    private void sendPending() throws SQLException {
        if (!pending.isEmpty()) {
            pending.send(getDelegate());
            pending = Preamble.NONE;
        }
    }

    private <T extends @Nullable Object> T guarded(SqlCall<T> call) throws SQLException {
        requireAlive();
        if (over) {
            throw new SQLException("The transaction is over: its first statement failed.", SqlStates.ABORTED, failure);
        }
        try {
            T result = call.run();
            first = !pending.isEmpty();
            return result;
        } catch (SQLException e) {
            failure = e;
            throwDiagnosis(e);
            warnIfForeign(e);
            throw e;
        }
    }

    /**
     * If nothing else was done in this transaction, it can be rolled back to ask why. What failed later gets no diagnosis:
     * the tenant was there a moment ago.
     */
    private void throwDiagnosis(SQLException e) throws SQLException {
        if (first && SqlStates.outOfReach(e)) {
            over = true;
            getDelegate().rollback();
            TenancyException reason = diagnose(e);
            if (reason != null) {
                throw reason;
            }
            getDelegate().rollback();
        }
        first = false;
    }
}
