package dev.tenancy;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jooq.tools.jdbc.DefaultCallableStatement;

/** A call of a routine, executed on its own, after the role was set. */
final class SeparateCall extends DefaultCallableStatement {

    private final TenantConnection connection;
    private final String sql;

    SeparateCall(TenantConnection connection, String sql, CallableStatement delegate) {
        super(delegate);
        this.connection = connection;
        this.sql = sql;
    }

    @Override
    public Connection getConnection() {
        return connection;
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
