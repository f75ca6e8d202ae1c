package dev.tenancy;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jooq.tools.jdbc.DefaultConnection;
import org.jspecify.annotations.Nullable;

/**
 * A connection as a unit of work sees it: every statement on it runs as its tenant, it is dead when its unit of work has
 * ended, and its transaction is not the callback's to end.
 *
 * <p>By default a statement is executed on its own, after the role was set. A statement that jOOQ executes once and alone
 * carries the role in its own message: {@link RoleListener} asks for that with {@link #mergeNext()}.
 */
abstract class TenantConnection extends DefaultConnection {

    private static final System.Logger LOG = System.getLogger(Tenancy.class.getName());

    /** As many wrappers as jOOQ may put around one of ours. */
    static final int ANY_NUMBER = 10;

    final TenantBinding binding;
    private final Diagnosis diagnosis;
    private volatile boolean ended;
    private boolean mergeNext;
    private boolean residue;

    TenantConnection(Connection delegate, TenantBinding binding, Diagnosis diagnosis) {
        super(delegate);
        this.binding = binding;
        this.diagnosis = diagnosis;
    }

    /**
     * The one behind jOOQ's wrappers. There are two around each statement's connection; more are those of
     * {@code batched(..)} and the like, whose statements must not be merged.
     */
    static @Nullable TenantConnection behind(@Nullable Connection connection, int wrappers) {
        Connection inner = connection;
        for (int i = 0; i <= wrappers && inner instanceof DefaultConnection wrapper; i++) {
            if (wrapper instanceof TenantConnection found) {
                return found;
            }
            inner = wrapper.getDelegate();
        }
        return null;
    }

    /** The next prepared statement is executed alone: its message may carry the role. */
    final void mergeNext() {
        mergeNext = true;
    }

    /** Executes something that does not carry the role itself. */
    abstract <T extends @Nullable Object> T separately(Statement statement, String sql, SqlCall<T> call)
            throws SQLException;

    /** The preamble for a statement that carries it, {@link Preamble#NONE} if none is needed any more, or not yet. */
    abstract Preamble mergeable(String sql);

    /** Executes a statement that carries the {@linkplain #mergeable preamble}. */
    abstract <T extends @Nullable Object> T merged(Statement statement, String sql, SqlCall<T> call)
            throws SQLException;

    /** Whether the driver would read results piece by piece here, which a message of several statements cannot. */
    abstract boolean usesCursor(int fetchSize);

    /** The driver's own connection is about to be used past this one. */
    void unwrapping() throws SQLException {}

    final void requireAlive() {
        if (ended) {
            throw new WorkEndedException(binding.tenant());
        }
    }

    /** Gives the connection back: clean, or not at all. Once: after a diagnosis it is back already. */
    final void giveBack(boolean broken) {
        if (!ended) {
            ended = true;
            Leases.giveBack(getDelegate(), broken || residue);
        }
    }

    final boolean isGivenBack() {
        return ended;
    }

    /** If there is a reason, the connection is given back with it: asking the registry may need it. */
    final @Nullable TenancyException diagnose(SQLException failure) {
        TenancyException reason = diagnosis.explain(getDelegate(), binding, failure);
        if (reason == null) {
            return null;
        }
        giveBack(false);
        return diagnosis.asRegistered(binding.tenant(), reason);
    }

    /** For whoever reads the log of a wrong row that was not read: such an error says nothing of its two likely reasons. */
    final void warnIfForeign(SQLException failure) {
        if (SqlStates.foreign(failure)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "PostgreSQL refused a statement in tenant ''{0}'' ({1}: {2}). If it, a view or a function names what is "
                            + "another tenant''s, that is a bug in it. If it does not, a transaction pooler has put another "
                            + "client''s prepared statement in its place: set prepareThreshold=0 in the driver''s URL.",
                    binding.tenant(),
                    failure.getSQLState(),
                    failure.getMessage());
        }
    }

    final String inspected(String sql) throws SQLException {
        requireAlive();
        if (Suspicion.of(sql)) {
            inspectClosely(sql);
        }
        return sql;
    }

    private void inspectClosely(String sql) throws SQLException {
        if (SessionText.controlsTransaction(sql)) {
            throw refused("ends or starts a transaction by SQL");
        }
        if (!residue && SessionText.leavesResidue(sql)) {
            leaveResidue("The statement " + Quoted.of(sql));
        }
    }

    final SQLException refused(String what) {
        return new SQLException("Refused: " + what + " in tenant '" + binding.tenant()
                + "'. The unit of work commits when its callback returns and rolls back when it throws;"
                + " dsl.transaction(..) nests by savepoint.");
    }

    private void leaveResidue(String culprit) {
        residue = true;
        LOG.log(
                System.Logger.Level.WARNING,
                "{0} in tenant ''{1}'' may outlive its transaction, so its connection will be closed and not reused. "
                        + "Use SET LOCAL, set_config(.., true) or pg_advisory_xact_lock.",
                culprit,
                binding.tenant());
    }

    @Override
    public final PreparedStatement prepareStatement(String sql) throws SQLException {
        inspected(sql);
        boolean merge = mergeNext;
        mergeNext = false;
        Preamble preamble = merge ? mergeable(sql) : Preamble.NONE;
        return preamble.isEmpty() ? separate(sql, super.prepareStatement(sql)) : merge(sql, preamble);
    }

    private PreparedStatement merge(String sql, Preamble preamble) throws SQLException {
        PreparedStatement merged = preamble.before(sql, getDelegate());
        if (usesCursor(merged.getFetchSize())) {
            merged.close();
            return separate(sql, super.prepareStatement(sql));
        }
        return new MergedStatement(this, sql, merged, preamble);
    }

    private PreparedStatement separate(String sql, PreparedStatement statement) {
        return new SeparateStatement(this, sql, statement);
    }

    @Override
    public final PreparedStatement prepareStatement(String sql, int type, int concurrency) throws SQLException {
        return separate(sql, super.prepareStatement(inspected(sql), type, concurrency));
    }

    @Override
    public final PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        return separate(sql, super.prepareStatement(inspected(sql), type, concurrency, holdability));
    }

    @Override
    public final PreparedStatement prepareStatement(String sql, int autoGeneratedKeys) throws SQLException {
        return separate(sql, super.prepareStatement(inspected(sql), autoGeneratedKeys));
    }

    @Override
    public final PreparedStatement prepareStatement(String sql, int[] columnIndexes) throws SQLException {
        return separate(sql, super.prepareStatement(inspected(sql), columnIndexes));
    }

    @Override
    public final PreparedStatement prepareStatement(String sql, String[] columnNames) throws SQLException {
        return separate(sql, super.prepareStatement(inspected(sql), columnNames));
    }

    @Override
    public final CallableStatement prepareCall(String sql) throws SQLException {
        return new SeparateCall(this, sql, super.prepareCall(inspected(sql)));
    }

    @Override
    public final CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
        return new SeparateCall(this, sql, super.prepareCall(inspected(sql), type, concurrency));
    }

    @Override
    public final CallableStatement prepareCall(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        return new SeparateCall(this, sql, super.prepareCall(inspected(sql), type, concurrency, holdability));
    }

    @Override
    public final Statement createStatement() throws SQLException {
        requireAlive();
        mergeNext = false;
        return new PlainStatement(this, super.createStatement());
    }

    @Override
    public final Statement createStatement(int type, int concurrency) throws SQLException {
        requireAlive();
        mergeNext = false;
        return new PlainStatement(this, super.createStatement(type, concurrency));
    }

    @Override
    public final Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
        requireAlive();
        mergeNext = false;
        return new PlainStatement(this, super.createStatement(type, concurrency, holdability));
    }

    @Override
    public final void setAutoCommit(boolean autoCommit) throws SQLException {
        throw refused("setAutoCommit");
    }

    @Override
    public final void commit() throws SQLException {
        throw refused("commit");
    }

    @Override
    public final void rollback() throws SQLException {
        throw refused("rollback");
    }

    /** Does nothing: the unit of work gives the connection back. */
    @Override
    public final void close() {}

    @Override
    public final void abort(Executor executor) throws SQLException {
        residue = true;
        super.abort(executor);
    }

    @Override
    public final void setSchema(String schema) throws SQLException {
        leaveResidue("Connection.setSchema");
        super.setSchema(schema);
    }

    @Override
    public final void setReadOnly(boolean readOnly) throws SQLException {
        leaveResidue("Connection.setReadOnly");
        super.setReadOnly(readOnly);
    }

    @Override
    public final void setTransactionIsolation(int level) throws SQLException {
        leaveResidue("Connection.setTransactionIsolation");
        super.setTransactionIsolation(level);
    }

    @Override
    public final void setHoldability(int holdability) throws SQLException {
        leaveResidue("Connection.setHoldability");
        super.setHoldability(holdability);
    }

    @Override
    public final void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
        leaveResidue("Connection.setNetworkTimeout");
        super.setNetworkTimeout(executor, milliseconds);
    }

    @Override
    public final void setTypeMap(Map<String, Class<?>> map) throws SQLException {
        leaveResidue("Connection.setTypeMap");
        super.setTypeMap(map);
    }

    @Override
    public final void setClientInfo(String name, String value) throws SQLClientInfoException {
        leaveResidue("Connection.setClientInfo");
        super.setClientInfo(name, value);
    }

    @Override
    public final void setClientInfo(Properties properties) throws SQLClientInfoException {
        leaveResidue("Connection.setClientInfo");
        super.setClientInfo(properties);
    }

    @Override
    public final <T> T unwrap(Class<T> type) throws SQLException {
        requireAlive();
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        unwrapping();
        return super.unwrap(type);
    }
}
