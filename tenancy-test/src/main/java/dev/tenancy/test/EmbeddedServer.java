package dev.tenancy.test;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/** A PostgreSQL of this JVM's own, from the binaries on the class path; stopped and deleted when the JVM exits. */
final class EmbeddedServer {

    private static final String DIRECTORY = "ot.epg.working-dir";
    private static final long ROOMY = 2L << 30;

    private EmbeddedServer() {}

    static String start() {
        try {
            return builder(parent())
                    .setPGStartupWait(Duration.ofMinutes(1)) // 10 s is little where much is built at once
                    .setLocaleConfig("locale", "C") // the same order and messages on every machine
                    .setServerConfig("full_page_writes", "off")
                    .start()
                    .getJdbcUrl("postgres", "postgres");
        } catch (IOException e) {
            throw new UncheckedIOException("The embedded PostgreSQL did not start: " + e.getMessage(), e);
        }
    }

    /** A new database is 300 small files: 27 ms in memory, 210 ms on a slow disk. */
    private static Path parent() throws IOException {
        String chosen = System.getProperty(DIRECTORY);
        if (chosen != null) {
            return Path.of(chosen);
        }
        Path memory = Path.of("/dev/shm");
        boolean roomy = Files.isWritable(memory) && Files.getFileStore(memory).getUsableSpace() >= ROOMY;
        return (roomy ? memory : temporary()).resolve("embedded-pg-" + System.getProperty("user.name"));
    }

    /** Told by the property, the only way, EmbeddedPostgres stops and deletes here what killed JVMs left behind. */
    private static EmbeddedPostgres.Builder builder(Path parent) {
        String before = System.getProperty(DIRECTORY);
        System.setProperty(DIRECTORY, parent.toString());
        try {
            return EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(
                            temporary().resolve("embedded-pg").toFile())
                    .setDataDirectory(parent.resolve("tenancy-" + UUID.randomUUID()));
        } finally {
            if (before == null) {
                System.clearProperty(DIRECTORY);
            }
        }
    }

    private static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }
}
