package dev.tenancy.test;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.UUID;

/** A PostgreSQL of this JVM's own, from the binaries on the class path; stopped and deleted when the JVM exits. */
final class EmbeddedServer {

    private EmbeddedServer() {}

    static String start() {
        try {
            return EmbeddedPostgres.builder()
                    .setDataDirectory(dataDirectory())
                    .setLocaleConfig("locale", "C") // the same order and messages on every machine
                    .setServerConfig("full_page_writes", "off")
                    .setServerConfig("max_locks_per_transaction", "64") // PostgreSQL's own: no test passes by a larger one
                    .start()
                    .getJdbcUrl("postgres", "postgres");
        } catch (IOException e) {
            throw new UncheckedIOException("The embedded PostgreSQL did not start: " + e.getMessage(), e);
        }
    }

    /** Where EmbeddedPostgres looks for what a killed JVM left behind, and stops and deletes it. */
    private static Path dataDirectory() {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"), "embedded-pg");
        return Path.of(System.getProperty("ot.epg.working-dir", parent.toString()))
                .resolve("tenancy-" + UUID.randomUUID());
    }
}
