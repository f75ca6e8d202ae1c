package dev.tenancy.sample.local;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.sample.Credentials;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * A PostgreSQL of our own, with the owner login of production: it owns the database, may create roles, and is no superuser.
 * It makes the app login itself, as on AWS.
 */
final class LocalDatabase implements AutoCloseable {

    /** The server listens on the loopback interface only, and trusts it. */
    static final Credentials APP = new Credentials("items_app", "local");

    private static final String OWNER = "items_owner";
    private static final String NAME = "items";

    private final EmbeddedPostgres server;

    private LocalDatabase(EmbeddedPostgres server) {
        this.server = server;
    }

    /**
     * Starts a server and makes what is missing.
     *
     * @param data where to keep it; empty: a folder that is deleted at the end
     */
    static LocalDatabase start(Optional<Path> data) {
        LocalDatabase database = new LocalDatabase(server(data));
        try {
            database.makeOwner();
            return database;
        } catch (SQLException e) {
            database.close();
            throw new StartException("The database's owner was not made: " + e.getMessage(), e);
        }
    }

    private static EmbeddedPostgres server(Optional<Path> data) {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder().setLocaleConfig("locale", "C");
        data.map(Path::toFile).ifPresent(folder -> keep(builder, folder));
        try {
            return builder.start();
        } catch (IOException | IllegalStateException e) {
            throw new StartException(
                    "PostgreSQL did not start" + data.map(dir -> " in " + dir).orElse("") + ": " + e.getMessage()
                            + data.map(dir -> " Is another one running there?").orElse(""),
                    e);
        }
    }

    private static void keep(EmbeddedPostgres.Builder builder, File folder) {
        builder.setDataDirectory(folder).setCleanDataDirectory(false);
    }

    private void makeOwner() throws SQLException {
        if (exists("select from pg_roles where rolname = '" + OWNER + "'")) {
            return;
        }
        // in this order: the one that is looked for is made last
        if (!exists("select from pg_database where datname = '" + NAME + "'")) {
            execute("create database " + NAME + " template template0");
        }
        execute("begin; create role " + OWNER + " login createrole; alter role " + OWNER + " set search_path = '';"
                + " alter database " + NAME + " owner to " + OWNER + "; commit");
    }

    /** Connections of the owner login. */
    HikariDataSource owner() {
        return pool(OWNER, 3);
    }

    /** Connections of the app login. */
    HikariDataSource app() {
        return pool(APP.username(), 8);
    }

    String url() {
        return server.getJdbcUrl(APP.username(), NAME);
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HikariDataSource pool(String login, int size) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(server.getDatabase(login, NAME));
        config.setPoolName(login);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(3_000);
        return new HikariDataSource(config);
    }

    private boolean exists(String query) throws SQLException {
        try (Connection connection = superuser().getConnection();
                Statement statement = connection.createStatement()) {
            return statement.executeQuery(query).next();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = superuser().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private DataSource superuser() {
        return server.getPostgresDatabase();
    }
}
