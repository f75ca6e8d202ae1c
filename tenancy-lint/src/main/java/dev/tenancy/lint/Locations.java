package dev.tenancy.lint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;

/** Reads scripts from directories of the file system and the class path, those of jars too. */
final class Locations {

    private static final String FILESYSTEM = "filesystem:";
    private static final String CLASSPATH = "classpath:";

    private Locations() {}

    static List<MigrationScript> read(List<String> locations) {
        List<MigrationScript> scripts = new ArrayList<>();
        for (String location : locations) {
            try {
                List<MigrationScript> some = location.startsWith(FILESYSTEM)
                        ? below(Path.of(location.substring(FILESYSTEM.length())), location)
                        : onClassPath(location);
                if (some.isEmpty()) {
                    throw new IllegalArgumentException("There is no script (*.sql) in " + location + ".");
                }
                scripts.addAll(some);
            } catch (IOException e) {
                throw new UncheckedIOException("The scripts in " + location + " cannot be read: " + e.getMessage(), e);
            }
        }
        return scripts;
    }

    private static List<MigrationScript> onClassPath(String location) throws IOException {
        String directory = location.startsWith(CLASSPATH) ? location.substring(CLASSPATH.length()) : location;
        ClassLoader loader = Objects.requireNonNullElse(
                Thread.currentThread().getContextClassLoader(), Locations.class.getClassLoader());
        List<URL> places = Collections.list(loader.getResources(directory.replaceFirst("^/", "")));
        if (places.isEmpty()) {
            throw missing(location);
        }
        List<MigrationScript> scripts = new ArrayList<>();
        for (URL place : places) {
            scripts.addAll(at(place, location));
        }
        return scripts;
    }

    private static List<MigrationScript> at(URL place, String location) throws IOException {
        try {
            if (!(place.openConnection() instanceof JarURLConnection connection)) {
                return below(Path.of(place.toURI()), location);
            }
            try (FileSystem jar =
                    FileSystems.newFileSystem(Path.of(connection.getJarFileURL().toURI()))) {
                return below(jar.getPath("/" + connection.getEntryName()), location);
            }
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static List<MigrationScript> below(Path directory, String location) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw missing(location);
        }
        List<MigrationScript> scripts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".sql")).toList()) {
                String name = Objects.requireNonNull(file.getFileName()).toString();
                scripts.add(new MigrationScript(name, Files.readString(file), transactional(file)));
            }
        }
        return scripts;
    }

    private static boolean transactional(Path script) throws IOException {
        Path configuration = script.resolveSibling(script.getFileName() + ".conf");
        Properties properties = new Properties();
        if (Files.exists(configuration)) {
            try (var text = Files.newBufferedReader(configuration, StandardCharsets.UTF_8)) {
                properties.load(text);
            }
        }
        return !"false".equalsIgnoreCase(properties.getProperty("executeInTransaction"));
    }

    private static IllegalArgumentException missing(String location) {
        return new IllegalArgumentException("There is no directory " + location + ". Name one as Flyway does:"
                + " classpath:db/tenant, or filesystem:src/main/resources/db/tenant.");
    }
}
