package dev.tenancy.codegen;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * An embedded PostgreSQL, gone when the code is generated, or when the build is interrupted meanwhile. Its own shutdown hook
 * would stay in Maven's JVM for as long as that lives, in a thread group that exec-maven-plugin has destroyed: such a hook
 * cannot be started, and then the JVM ends at once, without the other hooks.
 */
final class GenerationServer implements AutoCloseable {

    private final Thread atInterrupt = new Thread(this::stop, "stop the generation's PostgreSQL");
    private @Nullable EmbeddedPostgres server;

    private GenerationServer() {}

    static GenerationServer start() throws IOException {
        GenerationServer starting = new GenerationServer();
        Runtime.getRuntime().addShutdownHook(starting.atInterrupt);
        starting.open();
        return starting;
    }

    /** An interrupt waits for it: a server that is half started cannot be stopped. */
    private synchronized void open() throws IOException {
        server = EmbeddedPostgres.builder().setRegisterShutdownHook(false).start();
    }

    synchronized DataSource dataSource() {
        if (server == null) {
            throw new IllegalStateException("Interrupted.");
        }
        return server.getPostgresDatabase();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atInterrupt);
        } catch (IllegalStateException interrupted) {
            return; // the hook stops it
        }
        stop();
    }

    private synchronized void stop() {
        try {
            if (server != null) {
                server.close();
            }
        } catch (IOException e) {
            System.err.println("The generation's PostgreSQL did not stop: " + e.getMessage());
        } finally {
            server = null;
        }
    }
}
