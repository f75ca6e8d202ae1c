package dev.tenancy.cli;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A fresh PostgreSQL that asks everybody for a password. */
final class TestServer implements AutoCloseable {

    static final String ADMIN_PASSWORD = "admin's password";

    private final EmbeddedPostgres server;

    TestServer(Path data) throws IOException, SQLException {
        server = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setLocaleConfig("locale", "C")
                .start();
        execute("alter role postgres password '" + ADMIN_PASSWORD.replace("'", "''") + "'");
        execute("create database items template template0");
        Files.writeString(data.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
        execute("select pg_reload_conf()");
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/items";
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void execute(String sql) throws SQLException {
        String url = "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres";
        try (Connection connection = DriverManager.getConnection(url, "postgres", ADMIN_PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
