package dev.tenancy.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jooq.ConnectionProvider;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.MappedSchema;
import org.jooq.conf.RenderMapping;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * jOOQ as somebody writes it by hand who takes care: a configuration for each tenant, made once and kept for ever, and
 * transactions on the connection, which cost a savepoint less than jOOQ's own. As fast as plain jOOQ gets.
 */
final class PlainJooq implements Way {

    private final DataSource dataSource;
    private final List<DSLContext> single;
    private final List<DSLContext> bound;
    private @Nullable Connection current;

    PlainJooq(DataSource dataSource, List<Settings> settings) {
        this.dataSource = dataSource;
        this.single = settings.stream()
                .map(each -> DSL.using(dataSource, SQLDialect.POSTGRES, each))
                .toList();
        this.bound = settings.stream()
                .map(each -> DSL.using(new Bound(), SQLDialect.POSTGRES, each))
                .toList();
    }

    static Settings mappedTo(String schema) {
        return new Settings()
                .withRenderMapping(new RenderMapping()
                        .withSchemata(new MappedSchema().withInput("tenant").withOutput(schema)));
    }

    @Override
    public void read(int tenant) {
        JooqWork.read(single.get(tenant));
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
            current = connection;
            try {
                work.accept(bound.get(tenant));
                connection.commit();
            } catch (RuntimeException failure) {
                connection.rollback();
                throw failure;
            } finally {
                current = null;
                connection.setAutoCommit(true);
            }
        }
    }

    /** The connection of the transaction, as a framework binds it to a thread. */
    private final class Bound implements ConnectionProvider {

        @Override
        public Connection acquire() {
            if (current == null) {
                throw new DataAccessException("no transaction");
            }
            return current;
        }

        @Override
        public void release(Connection connection) {}
    }
}
