package dev.tenancy.flyway;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.api.MigrationInfo;

/**
 * A script's text, read where Flyway found it. Flyway does not give it away: who relies on it compares
 * {@link ScriptChecksum} with Flyway's first.
 */
final class ScriptText {

    private static final String CLASSPATH = "classpath:";

    private final ClassLoader classLoader;
    private final List<String> locations;

    ScriptText(FlywaySettings settings) {
        this.classLoader = settings.classLoader();
        this.locations = settings.locations();
    }

    /** Empty for what is no file and nothing on the class path: a Java migration, a script in a bucket. */
    Optional<String> read(MigrationInfo script, Charset encoding) {
        try {
            Optional<Path> file = file(script.getPhysicalLocation());
            return file.isPresent()
                    ? Optional.of(Files.readString(file.get(), encoding))
                    : resource(script.getScript(), encoding);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Path> file(String location) {
        try {
            return location == null
                    ? Optional.empty()
                    : Optional.of(Path.of(location)).filter(Files::isRegularFile);
        } catch (InvalidPathException inAJar) {
            return Optional.empty();
        }
    }

    private Optional<String> resource(String script, Charset encoding) throws IOException {
        for (String location : locations) {
            String root = location.startsWith(CLASSPATH) ? location.substring(CLASSPATH.length()) : location;
            try (InputStream text = classLoader.getResourceAsStream(root.replaceAll("^/|/$", "") + "/" + script)) {
                if (text != null) {
                    return Optional.of(new String(text.readAllBytes(), encoding));
                }
            }
        }
        return Optional.empty();
    }
}
