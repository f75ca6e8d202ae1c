package dev.tenancy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/** How connections are taken, committed and given back, for both kinds of units of work. */
final class Leases {

    private final Function<TenantId, DataSource> dataSources;
    private final Gate gate;
    private final ThreadMarker marker = new ThreadMarker();
    private final Diagnosis diagnosis;
    private final OneMessage oneMessage = new OneMessage();

    Leases(Function<TenantId, DataSource> dataSources, Gate gate) {
        this.dataSources = dataSources;
        this.gate = gate;
        this.diagnosis = new Diagnosis(gate.registry());
    }

    SingleStatementConnection forStatement(TenantBinding binding) {
        marker.requireFree(binding.tenant());
        return new SingleStatementConnection(
                open(binding.tenant(), WorkOptions.defaults()), binding, diagnosis, oneMessage);
    }

    Lease forTransaction(TenantBinding binding, WorkOptions options) {
        if (!options.takesSecondConnection()) {
            marker.requireFree(binding.tenant());
        }
        Connection raw = open(binding.tenant(), options);
        try {
            raw.setAutoCommit(false);
        } catch (SQLException e) {
            giveBack(raw, true);
            throw new ConnectionUnavailableException(binding.tenant(), e);
        }
        return new Lease(new TransactionConnection(raw, binding, diagnosis, options), marker.enter(binding.tenant()));
    }

    private Connection open(TenantId tenant, WorkOptions options) {
        gate.pass(tenant, options.required());
        try {
            Connection raw = dataSources.apply(tenant).getConnection();
            if (ownsTransaction(raw)) {
                return raw;
            }
            close(raw);
            throw new CallerTransactionException(tenant);
        } catch (SQLException e) {
            throw new ConnectionUnavailableException(tenant, e);
        }
    }

    private static boolean ownsTransaction(Connection raw) throws SQLException {
        try {
            return raw.getAutoCommit();
        } catch (SQLException e) {
            giveBack(raw, true);
            throw e;
        }
    }

    static void commit(Connection raw, TenantId tenant, @Nullable SQLException swallowed) {
        try {
            raw.commit();
        } catch (SQLException e) {
            if (SqlStates.ABORTED.equals(e.getSQLState())) {
                throw new TransactionAbortedException(tenant, swallowed == null ? e : swallowed);
            }
            if (SqlStates.commitUnknown(e)) {
                throw new CommitUnknownException(tenant, e);
            }
            throw new DataAccessException(
                    "PostgreSQL refused to commit the unit of work in tenant '" + tenant + "' and rolled it back: "
                            + e.getMessage(),
                    e);
        }
    }

    /** A broken connection is aborted first, so that no pool uses it again. */
    static void giveBack(Connection raw, boolean broken) {
        try {
            if (broken) {
                raw.abort(Runnable::run);
            } else {
                raw.setAutoCommit(true);
            }
        } catch (SQLException lost) {
            abort(raw);
        }
        close(raw);
    }

    private static void abort(Connection raw) {
        try {
            raw.abort(Runnable::run);
        } catch (SQLException dead) {
            // it cannot be used again, which is all that is wanted
        }
    }

    private static void close(Connection raw) {
        try {
            raw.close();
        } catch (SQLException dead) {
            // a pool says here that it has thrown the connection away; what the unit of work did is decided already
        }
    }
}
