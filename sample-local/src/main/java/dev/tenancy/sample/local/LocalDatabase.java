package dev.tenancy.sample.local;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.sample.Credentials;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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
    private final Postmaster postmaster;
    private final boolean kept;

    private LocalDatabase(EmbeddedPostgres server, Postmaster postmaster, boolean kept) {
        this.server = server;
        this.postmaster = postmaster;
        this.kept = kept;
    }

    /**
     * Starts a server and makes what is missing.
     *
     * @param data where to keep it; empty: a folder that is deleted at the end
     */
    static LocalDatabase start(Optional<Path> data) {
        Path folder = data.orElseGet(LocalDatabase::newFolder);
        Postmaster postmaster = new Postmaster(folder);
        data.ifPresent(given -> checkFree(postmaster));
        LocalDatabase database = new LocalDatabase(server(postmaster), postmaster, data.isPresent());
        try {
            database.makeOwner();
            return database;
        } catch (SQLException e) {
            database.close();
            throw new StartException("The database's owner was not made: " + e.getMessage(), e);
        }
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("items");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void checkFree(Postmaster postmaster) {
        Path folder = postmaster.data();
        postmaster.process().ifPresent(process -> {
            throw new StartException("PostgreSQL runs in " + folder + " already, as process " + process.pid()
                    + ". Stop that, or give another folder: --data DIR.");
        });
        String[] files = folder.toFile().list();
        if (files != null && files.length > 0 && !Files.exists(folder.resolve("PG_VERSION"))) {
            throw new StartException(
                    "The folder " + folder + " holds other files. Give one that is new or empty: --data DIR.");
        }
    }

    /** Without its own hook, which would stop it while requests still come. */
    private static EmbeddedPostgres server(Postmaster postmaster) {
        try {
            return EmbeddedPostgres.builder()
                    .setDataDirectory(postmaster.data())
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setLocaleConfig("locale", "C")
                    .start();
        } catch (IOException | IllegalStateException e) {
            postmaster.stop();
            throw new StartException(
                    "PostgreSQL did not start in " + postmaster.data() + ": " + e.getMessage() + ".", e);
        }
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

    @Override
    public void close() {
        try {
            execute("select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend'"
                    + " and pid <> pg_backend_pid()"); // somebody's psql, which the stop would wait for
        } catch (SQLException gone) {
            // then nobody is connected
        }
        postmaster.stop();
        if (!kept) {
            delete(postmaster.data());
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
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
        return server.getPostgresDatabase(Map.of("loginTimeout", "5", "socketTimeout", "5"));
    }
}
