package dev.tenancy;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jooq.tools.jdbc.DefaultPreparedStatement;

/** A prepared statement that is executed on its own, after the role was set. */
final class SeparateStatement extends DefaultPreparedStatement {

    private final TenantConnection connection;

    SeparateStatement(TenantConnection connection, PreparedStatement delegate) {
        super(delegate, connection);
        this.connection = connection;
    }

    @Override
    public boolean execute() throws SQLException {
        return connection.separately(this, super::execute);
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        return connection.separately(this, super::executeQuery);
    }

    @Override
    public int executeUpdate() throws SQLException {
        return connection.separately(this, super::executeUpdate);
    }

    @Override
    public int[] executeBatch() throws SQLException {
        return connection.separately(this, super::executeBatch);
    }
}
