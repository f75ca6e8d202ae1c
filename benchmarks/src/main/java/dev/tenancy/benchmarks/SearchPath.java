package dev.tenancy.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;

/** jOOQ with names that have no schema, after {@code SET search_path} on the pooled connection; nobody sets it back. */
final class SearchPath implements Way {

    private static final Settings SETTINGS = new Settings().withRenderSchema(false);

    private final DataSource dataSource;
    private final List<String> statements;

    SearchPath(DataSource dataSource, List<String> schemas) {
        this.dataSource = dataSource;
        this.statements = schemas.stream()
                .map(schema -> "set search_path to \"" + schema + '"')
                .toList();
    }

    @Override
    public void read(int tenant) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            switchTo(connection, tenant);
            JooqWork.read(DSL.using(connection, SQLDialect.POSTGRES, SETTINGS));
        }
    }

    @Override
    public void readInTransaction(int tenant) throws SQLException {
        transaction(tenant, JooqWork::read);
    }

    @Override
    public void fourStatements(int tenant) throws SQLException {
        transaction(tenant, JooqWork::fourStatements);
    }

    private void transaction(int tenant, Consumer<DSLContext> work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                switchTo(connection, tenant);
                work.accept(DSL.using(connection, SQLDialect.POSTGRES, SETTINGS));
                connection.commit();
            } catch (RuntimeException failure) {
                connection.rollback();
                throw failure;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private void switchTo(Connection connection, int tenant) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(statements.get(tenant));
        }
    }
}
