package dev.tenancy.integration;

import java.sql.Connection;
import org.jooq.tools.jdbc.DefaultConnection;
import org.postgresql.ds.PGSimpleDataSource;

/** A pool of one, without what a pool asks and throws away. */
final class OneConnection extends PGSimpleDataSource {
    private static final long serialVersionUID = 1;
    private final transient Connection connection;

    OneConnection(Connection connection) {
        this.connection = connection;
    }

    @Override
    public Connection getConnection() {
        return new DefaultConnection(connection) {
            @Override
            public void close() {}
        };
    }
}
