package dev.tenancy;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jooq.tools.jdbc.DefaultPreparedStatement;

/** A prepared statement that is executed on its own, after the role was set. */
final class SeparateStatement extends DefaultPreparedStatement {

    private final TenantConnection connection;
    private final String sql;

    SeparateStatement(TenantConnection connection, String sql, PreparedStatement delegate) {
        super(delegate, connection);
        this.connection = connection;
        this.sql = sql;
    }

    @Override
    public boolean execute() throws SQLException {
        return connection.separately(this, sql, super::execute);
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        return connection.separately(this, sql, super::executeQuery);
    }

    @Override
    public int executeUpdate() throws SQLException {
        return connection.separately(this, sql, super::executeUpdate);
    }

    @Override
    public int[] executeBatch() throws SQLException {
        return connection.separately(this, sql, super::executeBatch);
    }
}
