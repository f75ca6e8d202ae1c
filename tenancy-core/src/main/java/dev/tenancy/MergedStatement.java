package dev.tenancy;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jooq.tools.jdbc.DefaultPreparedStatement;

/** A statement whose message starts with the preamble: it passes over the preamble's results, so that nobody sees them. */
final class MergedStatement extends DefaultPreparedStatement {

    private final TenantConnection connection;
    private final String sql;
    private PreparedStatement current;
    private int resultsBefore;

    MergedStatement(TenantConnection connection, String sql, PreparedStatement merged, int resultsBefore) {
        super(merged, connection);
        this.connection = connection;
        this.current = merged;
        this.resultsBefore = resultsBefore;
        this.sql = sql;
    }

    @Override
    public Statement getDelegateStatement() {
        return current;
    }

    /** A cursor cannot be part of a message of several statements; jOOQ says so before it binds anything. */
    @Override
    public void setFetchSize(int rows) throws SQLException {
        if (resultsBefore > 0 && connection.usesCursor(rows)) {
            PreparedStatement next = connection.getDelegate().prepareStatement(sql);
            next.setQueryTimeout(current.getQueryTimeout());
            next.setMaxRows(current.getMaxRows());
            current.close();
            current = next;
            resultsBefore = 0;
        }
        super.setFetchSize(rows);
    }

    @Override
    public boolean execute() throws SQLException {
        connection.requireAlive();
        return resultsBefore == 0
                ? connection.separately(current, sql, current::execute)
                : connection.merged(current, sql, this::executeAndPassOver);
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        if (!execute()) {
            throw new SQLException("No results were returned by the query.", "02000");
        }
        return getResultSet();
    }

    @Override
    public int executeUpdate() throws SQLException {
        if (execute()) {
            throw new SQLException("A result was returned when none was expected.", "0100E");
        }
        return getUpdateCount();
    }

    private boolean executeAndPassOver() throws SQLException {
        boolean rows = current.execute();
        for (int i = 0; i < resultsBefore; i++) {
            rows = current.getMoreResults();
        }
        return rows;
    }
}
