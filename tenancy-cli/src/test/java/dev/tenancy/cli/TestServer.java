package dev.tenancy.cli;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A fresh PostgreSQL that asks everybody for a password. */
final class TestServer implements AutoCloseable {

    static final String ADMIN_PASSWORD = "admin's password";

    private final EmbeddedPostgres server;

    TestServer(Path data) throws IOException, SQLException {
        server = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setPGStartupWait(Duration.ofMinutes(1))
                .setLocaleConfig("locale", "C")
                .start();
        execute("alter role postgres password '" + ADMIN_PASSWORD.replace("'", "''") + "'");
        create("items");
        Files.writeString(data.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
        execute("select pg_reload_conf()");
        while (trusts()) { // it only asks for it
            Thread.onSpinWait();
        }
    }

    private boolean trusts() {
        try (Connection connection = DriverManager.getConnection(url("postgres"), "postgres", "a guess")) {
            return connection != null;
        } catch (SQLException refused) {
            return false;
        }
    }

    String url() {
        return url("items");
    }

    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database;
    }

    int port() {
        return server.getPort();
    }

    void create(String database) throws SQLException {
        execute("create database " + database + " template template0");
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void execute(String sql) throws SQLException {
        execute("postgres", sql);
    }

    /** As the administrator. */
    void execute(String database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(database), "postgres", ADMIN_PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
