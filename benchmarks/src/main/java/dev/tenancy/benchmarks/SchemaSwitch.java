package dev.tenancy.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.hibernate.engine.jdbc.connections.spi.AbstractDataSourceBasedMultiTenantConnectionProviderImpl;

/**
 * Hibernate's connections as somebody gives them who wants it fast: one statement when a connection is taken, and nobody sets
 * the path back, since whoever takes it next sets it anyway.
 */
final class SchemaSwitch extends AbstractDataSourceBasedMultiTenantConnectionProviderImpl<String> {

    private static final long serialVersionUID = 1;

    private final transient DataSource dataSource;

    SchemaSwitch(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    protected DataSource selectAnyDataSource() {
        return dataSource;
    }

    @Override
    protected DataSource selectDataSource(String schema) {
        return dataSource;
    }

    @Override
    public Connection getConnection(String schema) throws SQLException {
        Connection connection = dataSource.getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("set search_path to \"" + schema + '"');
            return connection;
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    /** So that Hibernate does not set it as well. */
    @Override
    public boolean handlesConnectionSchema() {
        return true;
    }
}
