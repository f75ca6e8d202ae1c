package dev.tenancy.flyway;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jooq.tools.jdbc.DefaultConnection;
import org.jspecify.annotations.Nullable;

/**
 * Gives Flyway the session's own connection for all it does, so that the DDL, the history and the advisory lock are one
 * backend's, and a history row is committed with its script. Who asks while a transaction is open (a callback between
 * two scripts, a Java migration) gets another connection, as from Flyway itself.
 */
final class OneConnection implements DataSource {

    private final OwnerSession session;
    private final OwnerConnections connections;

    OneConnection(OwnerSession session, OwnerConnections connections) {
        this.session = session;
        this.connections = connections;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return session.connection().getAutoCommit() ? new Lent(session.connection()) : another();
    }

    private Connection another() {
        OwnerSession extra = connections.openExtra();
        return new Lent(extra.connection()) {
            @Override
            public void close() {
                extra.close();
            }
        };
    }

    /** Closed by its borrower, not for good. */
    private static class Lent extends DefaultConnection {

        Lent(Connection delegate) {
            super(delegate);
        }

        @Override
        public DatabaseMetaData getMetaData() throws SQLException {
            return ShortUrl.of(super.getMetaData());
        }

        @Override
        public void close() {
            // the session closes it
        }
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("All of a run is done by the owner login.");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("No " + type.getName() + " here.");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
