package dev.tenancy.flyway;

import dev.tenancy.TenantLayout;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Results;
import org.jooq.SQLDialect;
import org.jooq.conf.MappedSchema;
import org.jooq.conf.RenderMapping;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * One connection of the owner login, from the first look at a tenant to the last: the advisory lock, the DDL, Flyway and
 * the registry all run on it, so that when it is gone, all of the work is.
 */
final class OwnerSession implements AutoCloseable {

    /** Holds no relation but those of an extension. */
    static final Field<?> PATH =
            DSL.field("coalesce((select nspname from pg_namespace where nspname = 'extensions'), '\"\"')");

    /** What a pool's own initial SQL has set, which RESET ALL would lose. */
    private static final String SETTINGS = """
            select name, current_setting(name) from pg_settings where source = 'session'
              and name not in ('transaction_isolation', 'transaction_read_only', 'transaction_deferrable')""";

    private static final String INVALID_VALUE = "22023";
    private static final String NOTICE_KILLED_CLIENTS = "client_connection_check_interval";

    /** Of all that a script may leave, but for what it may have prepared. */
    private static final String CLEAN_BUT_PREPARED = """
            reset session authorization; reset role; reset all;
            close all; discard temp; discard sequences; unlisten *;
            """;

    /** DISCARD ALL would take the driver's own prepared statements with it. */
    private static final String CLEAN = CLEAN_BUT_PREPARED + """
            do $$
            declare
              left_over text;
            begin
              for left_over in select name from pg_prepared_statements where from_sql loop
                execute format('deallocate %I', left_over);
              end loop;
            end
            $$;
            select pg_advisory_unlock_all()""";

    private final Connection connection;
    private final Runnable whenClosed;
    private final Map<String, String> settingsBefore;
    private final DSLContext dsl;
    private final Duration lockTimeout;
    private boolean noticesKilledClients = true;
    private final String path;
    private final String cleanAgain;
    private boolean visited;
    private boolean ends;

    OwnerSession(Connection connection, Runnable whenClosed, Duration lockTimeout) throws SQLException {
        this.connection = connection;
        this.whenClosed = whenClosed;
        this.lockTimeout = lockTimeout;
        if (!connection.getAutoCommit()) {
            connection.setAutoCommit(true);
        }
        this.dsl = DSL.using(connection, SQLDialect.POSTGRES, new Settings().withExecuteLogging(false));
        this.settingsBefore = new TreeMap<>();
        this.path = prepared();
        this.cleanAgain = dsl.renderInlined(DSL.query(
                "{0} select pg_advisory_unlock_all(), {1}, {2};\n",
                DSL.sql(CLEAN_BUT_PREPARED), DSL.list(fields(settingsBefore)), DSL.list(ours(DSL.val(path)))));
    }

    Connection connection() {
        return connection;
    }

    DSLContext dsl() {
        return dsl;
    }

    /** Renders names of the template schema with the tenant's; for hooks. */
    static DSLContext mapped(DSLContext dsl, TenantLayout layout, String schema) {
        MappedSchema mapping =
                new MappedSchema().withInput(layout.templateSchema()).withOutput(schema);
        return DSL.using(dsl.configuration()
                .derive(new Settings()
                        .withExecuteLogging(false)
                        .withRenderMapping(new RenderMapping().withSchemata(mapping))));
    }

    /**
     * All of it in one transaction and one round trip.
     *
     * @return true
     * @throws DataAccessException if a statement failed; all of it is rolled back then
     */
    boolean inOneMessage(String sql) {
        try {
            OneMessage.send(connection, "begin;\n" + sql + "commit;");
            return true;
        } catch (DataAccessException e) {
            if (!Failures.connectionLost(e)) {
                rollback();
            }
            throw e;
        }
    }

    /**
     * As {@link #inOneMessage}, with statements that are prepared for all tenants that come to this session; what the tenant
     * before may have left is undone on the way.
     *
     * @param prepared the same text each time
     */
    void visit(String prepared, String sql) {
        // to prepare a change of a table locks it as the change does, which the guard would take for one
        String before = visited ? cleanAgain : "begin;\n" + prepared + "commit;\n";
        visited = true; // what a transaction has prepared stays when it is rolled back
        try {
            OneMessage.send(connection, before + "begin;\n" + sql + "commit;");
        } catch (DataAccessException e) {
            if (!Failures.connectionLost(e)) {
                rollback();
            }
            throw e;
        }
    }

    /** The path that is set when no tenant's is. */
    String path() {
        return path;
    }

    /** Whether there was such a visit since the session was new or renewed. */
    boolean visited() {
        return visited;
    }

    /** Ends what was begun by a message of its own, if it still can be. */
    void rollback() {
        OneMessage.send(connection, "rollback");
    }

    void lockTimeout(Duration timeout) {
        set("lock_timeout", millis(timeout));
    }

    void usualLockTimeout() {
        lockTimeout(lockTimeout);
    }

    Duration lockTimeout() {
        return lockTimeout;
    }

    void set(String setting, String value) {
        dsl.fetch("select {0}", setConfig(setting, value));
    }

    /** A server that does not answer for a second or two is only busy. */
    boolean alive() {
        try {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    /** For a session whose backend has filled its memory: its pool makes a new one. */
    void endWhenClosed() {
        ends = true;
    }

    /** Gives the connection back as it came: what a script or a hook left on it is gone, or else the connection is. */
    @Override
    public void close() {
        try {
            if (ends) {
                end();
            } else {
                restore();
            }
        } catch (SQLException | DataAccessException e) {
            abort();
        } finally {
            whenClosed.run();
            closeQuietly();
        }
    }

    /** As it was when it was opened, in one message: for another tenant. False if it cannot be, and must be closed. */
    boolean renew() {
        try {
            endTransaction();
            visited = false;
            dsl.execute("{0}; select {1}, {2}", DSL.sql(CLEAN), DSL.list(fields(settingsBefore)), DSL.list(ours(PATH)));
            return true;
        } catch (SQLException | DataAccessException e) {
            return false;
        }
    }

    private void restore() throws SQLException {
        endTransaction();
        dsl.execute("{0}; select {1}", DSL.sql(CLEAN), DSL.list(fields(settingsBefore)));
    }

    /** One that the driver knows of, or one that a script began by itself. */
    private void endTransaction() throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        if (connection.isWrapperFor(BaseConnection.class)
                && connection.unwrap(BaseConnection.class).getTransactionState() != TransactionState.IDLE) {
            dsl.execute("rollback");
        }
    }

    /** A pool finds out when it takes the connection back, and makes another. */
    private void end() throws SQLException {
        if (connection.isWrapperFor(BaseConnection.class)) {
            connection.unwrap(BaseConnection.class).close();
        } else {
            abort();
        }
    }

    private void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException alreadyGone) {
            // nothing is left to end
        }
    }

    private void closeQuietly() {
        try {
            connection.close();
        } catch (SQLException alreadyGone) {
            // nothing is left to give back
        }
    }

    /** A backend whose process was killed is to end in a second, and not when its statement does. */
    private String prepared() {
        try {
            return settingsBeforeOurs();
        } catch (DataAccessException e) {
            if (Failures.sqlState(e).filter(INVALID_VALUE::equals).isEmpty()) {
                throw e;
            }
            noticesKilledClients =
                    false; // the server's platform cannot: the lock of a killed process is held until then
            return settingsBeforeOurs();
        }
    }

    /** Gives back the path that is ours. */
    private String settingsBeforeOurs() {
        Results results = dsl.fetchMany("{0}; select {1}", DSL.sql(SETTINGS), DSL.list(ours(PATH)));
        results.get(0).forEach(row -> settingsBefore.put(row.get(0, String.class), row.get(1, String.class)));
        return results.get(1).get(0).get(0, String.class);
    }

    /** A path in which a script finds no relation but its tenant's; nobody ends us while we wait for a script's reader. */
    private List<Field<?>> ours(Field<?> path) {
        List<Field<?>> settings = new ArrayList<>();
        settings.add(DSL.field("set_config('search_path', {0}, false)", path));
        settings.addAll(
                fields(Map.of("idle_in_transaction_session_timeout", "0", "lock_timeout", millis(lockTimeout))));
        if (noticesKilledClients) {
            settings.addAll(fields(Map.of(NOTICE_KILLED_CLIENTS, "1s")));
        }
        return settings;
    }

    private static List<Field<?>> fields(Map<String, String> settings) {
        List<Field<?>> fields = new ArrayList<>(List.of(DSL.inline(1)));
        settings.forEach((setting, value) -> fields.add(setConfig(setting, value)));
        return fields;
    }

    private static Field<?> setConfig(String setting, String value) {
        return DSL.field("set_config({0}, {1}, false)", DSL.val(setting), DSL.val(value));
    }

    private static String millis(Duration timeout) {
        return timeout.toMillis() + "ms";
    }
}
