package dev.tenancy.test;

import static org.jooq.impl.DSL.inline;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.exception.DataAccessException;
import org.postgresql.PGConnection;

/** What units of work left behind on a pool's connections. */
final class CleanConnections {

    /** Asked from outside: a question in the session itself would become a part of the transaction that it has open. */
    private static final String OUTSIDE = """
            select 'is ' || state || ', its last statement: ' || query from pg_stat_activity
            where pid = {0} and state <> 'idle'
            union all select 'holds ' || mode || ' (' || locktype || ')' from pg_locks where pid = {0}""";

    private static final String INSIDE = """
            select format('runs as %s and not as %s', current_user, session_user) where current_user <> session_user
            union all select format('has %s = %L and not %L', name, setting, reset_val) from pg_settings
              where source = 'session' and setting is distinct from reset_val
              and name <> 'application_name' -- the driver sets it
            union all select 'has a temporary schema' where pg_my_temp_schema() <> 0
            union all select 'has the cursor ' || name || ' open' from pg_cursors where is_holdable
            union all select 'listens to ' || channel from pg_listening_channels() channel
            union all select 'has the statement ' || name || ' prepared by PREPARE' from pg_prepared_statements where from_sql""";

    private CleanConnections() {}

    /** A sentence each. */
    static List<String> residue(DataSource superuser, DataSource pool, int size) {
        List<Connection> connections = new ArrayList<>();
        try {
            // all at once, so that each of the pool is looked at
            for (int i = 0; i < size; i++) {
                connections.add(pool.getConnection());
            }
            List<String> found = new ArrayList<>();
            for (Connection connection : connections) {
                int pid = connection.unwrap(PGConnection.class).getBackendPID();
                outside(superuser, pid)
                        .forEach(finding -> found.add("The connection of backend " + pid + " " + finding));
                inside(connection).forEach(finding -> found.add("The connection of backend " + pid + " " + finding));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "Connection " + (connections.size() + 1) + " of " + size + " could not be looked at: "
                            + e.getMessage(),
                    e);
        } finally {
            connections.forEach(CleanConnections::giveBack);
        }
    }

    private static List<String> outside(DataSource superuser, int pid) {
        return Sql.query(
                superuser, dsl -> dsl.resultQuery(OUTSIDE, inline(pid)).fetch(row -> row.get(0, String.class)));
    }

    private static List<String> inside(Connection connection) {
        try {
            return Sql.on(connection).resultQuery(INSIDE).fetch(row -> row.get(0, String.class));
        } catch (DataAccessException e) {
            return List.of("cannot be asked: " + e.getMessage());
        }
    }

    private static void giveBack(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("The pool did not take a connection back: " + e.getMessage(), e);
        }
    }
}
