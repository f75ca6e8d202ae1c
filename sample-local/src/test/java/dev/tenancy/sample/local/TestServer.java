package dev.tenancy.sample.local;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL with TLS that asks the two logins for their passwords, and can be stopped, paused and started again. */
final class TestServer implements AutoCloseable {

    static final String OWNER = "items_owner";
    static final String OWNER_PASSWORD = "owner's-password";

    private final Path data;
    private EmbeddedPostgres server;
    private final int port;
    private final Certificate certificate;

    TestServer(Path data) throws IOException, SQLException {
        this.data = data;
        this.certificate = Certificate.of(Files.createDirectories(data).resolveSibling("certificate"));
        this.server = start(0);
        this.port = server.getPort();
        execute(
                "postgres",
                "create role items_owner login createrole password '" + OWNER_PASSWORD.replace("'", "''") + "'");
        execute("postgres", "create database items owner items_owner template template0");
        Path rules = data.resolve("pg_hba.conf");
        Files.writeString(
                rules,
                "host all postgres 127.0.0.1/32 trust\nlocal all postgres trust\n"
                        + "hostssl all all 127.0.0.1/32 scram-sha-256\n");
        execute("postgres", "select pg_reload_conf()");
    }

    private EmbeddedPostgres start(int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data.toFile())
                .setCleanDataDirectory(false)
                .setPGStartupWait(Duration.ofMinutes(1))
                .setLocaleConfig("locale", "C")
                .setServerConfig("max_connections", "60")
                .setServerConfig("ssl", "on")
                .setServerConfig("ssl_cert_file", certificate.file().toString())
                .setServerConfig("ssl_key_file", certificate.key().toString());
        return (port == 0 ? builder : builder.setPort(port)).start();
    }

    int port() {
        return port;
    }

    void stop() throws IOException {
        server.close();
    }

    void startAgain() throws IOException {
        server = start(port);
    }

    /** As Aurora is while it comes back from a pause: connections are taken and get no answer. */
    void pause() throws Exception {
        signal("STOP");
    }

    void resume() throws Exception {
        signal("CONT");
    }

    private void signal(String name) throws Exception {
        long pid = new Postmaster(data).process().orElseThrow().pid();
        new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor();
    }

    /** What a client trusts this server by: a folder for its class path. */
    Path trust() {
        return certificate.folder();
    }

    void execute(String sql) throws SQLException {
        execute("items", sql);
    }

    long count(String query) throws SQLException {
        try (Connection connection = superuser("items").getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Ends the app login's idle sessions, as maxLifetime or an idle timeout would: one lost in its COMMIT is an error by promise. */
    void endSessions() throws SQLException {
        execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'items_app' and state = 'idle'");
    }

    long sessions() throws SQLException {
        return count("select count(*) from pg_stat_activity where usename = 'items_app'");
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void execute(String database, String sql) throws SQLException {
        try (Connection connection = superuser(database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private PGSimpleDataSource superuser(String database) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setURL("jdbc:postgresql://127.0.0.1:" + port() + "/" + database);
        dataSource.setUser("postgres");
        return dataSource;
    }
}
