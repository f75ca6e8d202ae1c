package dev.tenancy.integration;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.test.PostgresExtension;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.postgresql.core.BaseConnection;

/** What one lease of a pooled connection leaves to the next: everything PostgreSQL and the driver know of a session. */
record Residue(Map<String, String> session) {

    /** The session's own state; a column each, so that a failed comparison names what is dirty. */
    private static final String SESSION = """
            select current_user::text, session_user::text,
                   current_setting('search_path') as search_path, current_setting('role') as role,
                   current_setting('statement_timeout') as statement_timeout, current_setting('TimeZone') as zone,
                   current_setting('application_name') as application_name,
                   current_setting('default_transaction_read_only') as read_only,
                   current_setting('transaction_isolation') as isolation,
                   nullif(current_setting('tenancy.note', true), '') as note,
                   (select string_agg(name || '=' || setting, ',' order by name) from pg_settings
                     where source = 'session' and name not like 'transaction\\_%') as set_in_session,
                   (select string_agg(locktype || ' ' || mode, ',') from pg_locks
                     where pid = pg_backend_pid() and locktype = 'advisory') as locks,
                   (select count(*)::text from pg_class where relnamespace = pg_my_temp_schema()) as temporary,
                   (select string_agg(name, ',') from pg_cursors where name <> '') as cursors,
                   (select string_agg(statement, ',') from pg_prepared_statements where from_sql) as prepared,
                   (select string_agg(c, ',') from pg_listening_channels() c) as channels
            """;

    /** A pool of one connection, so that the next lease is the same session if it is kept. */
    static HikariDataSource poolOfOne(PostgresExtension postgres) {
        return pool(postgres, 1, 10_000);
    }

    static HikariDataSource pool(PostgresExtension postgres, int size, long timeout) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(postgres.appDataSource());
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(timeout);
        return new HikariDataSource(config);
    }

    static Residue of(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Map<String, String> session = new LinkedHashMap<>();
            session.put(
                    "transaction",
                    connection
                            .unwrap(BaseConnection.class)
                            .getTransactionState()
                            .name());
            session.put("autoCommit", String.valueOf(connection.getAutoCommit()));
            session.put("readOnly", String.valueOf(connection.isReadOnly()));
            session.put("level", String.valueOf(connection.getTransactionIsolation()));
            session.put("schema", String.valueOf(connection.getSchema()));
            session.put("holdability", String.valueOf(connection.getHoldability()));
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(SESSION)) {
                row.next();
                for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                    session.put(row.getMetaData().getColumnLabel(column), String.valueOf(row.getString(column)));
                }
            }
            return new Residue(session);
        }
    }

    /** Which backend serves the next lease: another one means that the connection was given up. */
    static int backend(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }
}
