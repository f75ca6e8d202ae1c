package dev.tenancy.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL: the one at a URL, or one of our own, which is gone at the end. */
final class Server implements AutoCloseable {

    private static final long ROOMY = 4L << 30;

    private final @Nullable EmbeddedPostgres own;
    private final String url;

    private Server(@Nullable EmbeddedPostgres own, String url) {
        this.own = own;
        this.url = url;
    }

    static Server open(Optional<String> url) throws IOException {
        return url.isPresent() ? new Server(null, url.get()) : start();
    }

    /** As PostgreSQL comes: the embedded one would not wait for a commit to be written. */
    private static Server start() throws IOException {
        EmbeddedPostgres own = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .setLocaleConfig("locale", "C")
                .setServerConfig("synchronous_commit", "on")
                .setDataDirectory(parent().resolve("tenancy-benchmarks-" + UUID.randomUUID()))
                .start();
        return new Server(own, own.getJdbcUrl("postgres", "postgres"));
    }

    /** In memory if there is room: a disk that is shared wobbles more than what we measure. */
    private static Path parent() throws IOException {
        Path memory = Path.of("/dev/shm");
        boolean roomy = Files.isWritable(memory) && Files.getFileStore(memory).getUsableSpace() >= ROOMY;
        return roomy ? memory : Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** Whether nobody else uses it. */
    boolean isOurs() {
        return own != null;
    }

    /** A superuser's, to a database that is not ours. */
    PGSimpleDataSource administrator() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        return dataSource;
    }

    @Override
    public void close() throws IOException {
        if (own != null) {
            own.close();
        }
    }
}
