package dev.tenancy;

import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A statement whose message starts with the preamble: it passes over the preamble's results, so that nobody sees them. */
final class MergedStatement extends LaterParameters {

    private final TenantConnection connection;
    private final String sql;
    private PreparedStatement current;
    private Preamble preamble;

    MergedStatement(TenantConnection connection, String sql, PreparedStatement merged, Preamble preamble) {
        super(merged, connection, preamble.parameters());
        this.connection = connection;
        this.current = merged;
        this.preamble = preamble;
        this.sql = sql;
    }

    @Override
    public Statement getDelegateStatement() {
        return current;
    }

    /** A cursor cannot be part of a message of several statements; jOOQ says so before it binds anything. */
    @Override
    public void setFetchSize(int rows) throws SQLException {
        if (!preamble.isEmpty() && connection.usesCursor(rows)) {
            PreparedStatement next = connection.getDelegate().prepareStatement(sql);
            next.setQueryTimeout(current.getQueryTimeout());
            next.setMaxRows(current.getMaxRows());
            current.close();
            current = next;
            preamble = Preamble.NONE;
            noneBefore();
        }
        super.setFetchSize(rows);
    }

    @Override
    public void clearParameters() throws SQLException {
        super.clearParameters();
        preamble.bound(current);
    }

    /** Of the caller's own text. */
    @Override
    public ParameterMetaData getParameterMetaData() throws SQLException {
        try (PreparedStatement own = connection.getDelegate().prepareStatement(sql)) {
            return own.getParameterMetaData();
        }
    }

    @Override
    public boolean execute() throws SQLException {
        connection.requireAlive();
        return preamble.isEmpty()
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
        for (int i = 0; i < preamble.results(); i++) {
            rows = current.getMoreResults();
        }
        return rows;
    }
}
