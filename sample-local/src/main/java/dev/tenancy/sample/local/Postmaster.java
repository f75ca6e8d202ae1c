package dev.tenancy.sample.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The server's first process, as the file says that it keeps in its data folder. It is stopped without {@code pg_ctl}: that
 * is a process of the terminal's group as we are, so a second Ctrl-C would end it half way and leave the server alone.
 */
record Postmaster(Path data) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The process, if it runs. */
    Optional<ProcessHandle> process() {
        try {
            List<String> lines = Files.readAllLines(file());
            return lines.isEmpty()
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(lines.get(0).strip()));
        } catch (NoSuchFileException stopped) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks it to stop when nobody is connected, and waits for that; for somebody who stays connected only so long. */
    void stop() {
        process().ifPresent(process -> {
            process.destroy();
            if (!gone(process)) {
                process.destroyForcibly(); // it repairs its data at the next start
                gone(process);
            }
        });
    }

    /** In a container a process that has ended may be there still, as nobody's zombie: then its file is gone. */
    private boolean gone(ProcessHandle process) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (process.isAlive() && Files.exists(file())) {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return true;
    }

    private Path file() {
        return data.resolve("postmaster.pid");
    }
}
