package dev.tenancy.flyway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the last reading of the scripts. Those on the class path do not change while a program runs; a directory is looked
 * at each time, and read again when a file in it has changed; any other place is read each time.
 */
final class ScriptShelf {

    private static final String DIRECTORY = "filesystem:";
    private static final String CLASSPATH = "classpath:";

    private final Standings standings;
    private final List<String> locations;
    private volatile @Nullable Kept kept;

    ScriptShelf(Standings standings, List<String> locations) {
        this.standings = standings;
        this.locations = List.copyOf(locations);
    }

    /** As the files are now. */
    Reading read(OwnerSession session) {
        String state = state();
        Kept last = kept;
        return last != null && last.state().equals(state) ? last.reading() : read(session, state);
    }

    /** For a look at all tenants: read now, unless it is certain that nothing has changed. */
    Reading readForAll(OwnerSession session) {
        return unchanged().filter(Reading::plain).orElseGet(() -> read(session, state()));
    }

    /** What was read last, if it is still what a reading would give. */
    Optional<Reading> unchanged() {
        return Optional.ofNullable(kept)
                .filter(last -> last.state().equals(state()))
                .map(Kept::reading);
    }

    private Reading read(OwnerSession session, String state) {
        Reading reading = standings.read(session);
        kept = new Kept(state, reading);
        return reading;
    }

    private String state() {
        return locations.stream().map(ScriptShelf::state).collect(Collectors.joining("\n"));
    }

    private static String state(String location) {
        if (location.startsWith(CLASSPATH) || !location.contains(":")) {
            return location;
        }
        return location.startsWith(DIRECTORY) ? files(Path.of(location.substring(DIRECTORY.length()))) : neverTheSame();
    }

    private static String files(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.map(ScriptShelf::file).collect(Collectors.joining("\n"));
        } catch (IOException | java.io.UncheckedIOException e) {
            return neverTheSame();
        }
    }

    private static String file(Path file) {
        try {
            return file + " " + Files.size(file) + " "
                    + Files.getLastModifiedTime(file).to(java.util.concurrent.TimeUnit.NANOSECONDS);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String neverTheSame() {
        return UUID.randomUUID().toString();
    }

    private record Kept(String state, Reading reading) {}
}
