package dev.tenancy.guides;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.test.PostgresExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/** A PgBouncer in transaction mode, in a process of its own, before the app login of a test's database. */
final class PgBouncer implements AutoCloseable {

    private static final int ATTEMPTS = 200;

    private final Process process;
    private final int port;
    private final Path log;

    private PgBouncer(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** Says so loudly if there is none. */
    static boolean isInstalled() {
        if (installed().isEmpty()) {
            System.err.println(
                    "****** NOT tested behind a transaction pooler: there is no pgbouncer on the PATH. ******");
        }
        return installed().isPresent();
    }

    private static Optional<Path> installed() {
        return Stream.of(System.getenv("PATH").split(":"), new String[] {"/usr/sbin", "/opt/homebrew/bin"})
                .flatMap(Stream::of)
                .map(folder -> Path.of(folder, "pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static PgBouncer start(Path folder, PostgresExtension... databases) throws IOException, InterruptedException {
        int port = freePort();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        StringBuilder lines = new StringBuilder();
        StringBuilder logins = new StringBuilder();
        for (PostgresExtension database : databases) {
            PGSimpleDataSource app = database.appDataSource();
            lines.append("%s = host=%s port=%d\n"
                    .formatted(app.getDatabaseName(), app.getServerNames()[0], app.getPortNumbers()[0]));
            logins.append("\"%s\" \"%s\"\n".formatted(app.getUser(), app.getPassword()));
        }
        Path users = Files.writeString(folder.resolve("users.txt"), logins);
        Path settings = Files.writeString(folder.resolve("pgbouncer.ini"), """
                [databases]
                %s[pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = scram-sha-256
                auth_file = %s
                pool_mode = transaction
                default_pool_size = 2
                ignore_startup_parameters = extra_float_digits
                """.formatted(lines, port, users));
        Path log = folder.resolve("pgbouncer.log");
        List<String> command = new ArrayList<>(List.of(installed().orElseThrow().toString()));
        if (System.getProperty("user.name").equals("root")) { // which it refuses to run as
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(settings.toString());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        PgBouncer bouncer = new PgBouncer(process, port, log);
        bouncer.awaitAnswer();
        return bouncer;
    }

    int port() {
        return port;
    }

    /** A client of one connection, as the app login. */
    HikariDataSource pool(PostgresExtension database, int prepareThreshold) {
        PGSimpleDataSource app = database.appDataSource();
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + port + "/" + app.getDatabaseName() + "?prepareThreshold="
                + prepareThreshold);
        pool.setUsername(app.getUser());
        pool.setPassword(app.getPassword());
        pool.setMaximumPoolSize(1);
        return pool;
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return;
            } catch (IOException e) {
                if (!process.isAlive()) {
                    break;
                }
                Thread.sleep(50);
            }
        }
        close();
        throw new IOException("PgBouncer does not answer: " + Files.readString(log));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
