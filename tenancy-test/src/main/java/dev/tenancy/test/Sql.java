package dev.tenancy.test;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/** The one way from here to PostgreSQL: identifiers are jOOQ names, values are binds or jOOQ's own literals. */
final class Sql {

    private Sql() {}

    /** The session of this connection, as it is. */
    static DSLContext on(Connection connection) {
        return DSL.using(connection, SQLDialect.POSTGRES);
    }

    /** One connection, a transaction a statement. */
    static <T extends @Nullable Object> T query(DataSource dataSource, Function<DSLContext, T> work) {
        try (Connection connection = dataSource.getConnection()) {
            return work.apply(on(connection));
        } catch (SQLException e) {
            throw new IllegalStateException("No connection to the PostgreSQL of the tests: " + e.getMessage(), e);
        }
    }

    static void run(DataSource dataSource, Consumer<DSLContext> work) {
        query(dataSource, dsl -> {
            work.accept(dsl);
            return dsl;
        });
    }

    /**
     * One connection, one transaction, in the driver's simple mode: the server splits a script, since the driver loses its way
     * after the first BEGIN ATOMIC body.
     */
    static void transaction(PGSimpleDataSource dataSource, Consumer<DSLContext> work) {
        dataSource.setPreferQueryMode(PreferQueryMode.SIMPLE);
        run(dataSource, dsl -> dsl.transaction(inner -> work.accept(inner.dsl())));
    }

    /** A user's script as it is: jOOQ would read its braces and question marks. */
    static void script(DSLContext dsl, String script) {
        dsl.connection(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                statement.execute(script);
            } catch (SQLException e) {
                throw new DataAccessException("The script failed: " + e.getMessage() + "\n" + script, e);
            }
        });
    }
}
