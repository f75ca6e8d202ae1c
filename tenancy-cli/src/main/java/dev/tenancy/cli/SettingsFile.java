package dev.tenancy.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The properties file. A name that nobody knows is refused: a layout that is misspelt would be another layout.
 *
 * @param values its lines
 * @param folder where it is: its relative paths start there
 */
record SettingsFile(Properties values, Path folder) {

    static final String USUAL = "tenancy.properties";
    static final String FLYWAY = "flyway.";

    /** The one that was asked for, or the usual one if it is here. */
    static SettingsFile find(Optional<String> asked) {
        Path usual = Path.of(USUAL);
        if (asked.isEmpty() && !Files.exists(usual)) {
            return new SettingsFile(new Properties(), Path.of(""));
        }
        Path path = asked.map(Path::of).orElse(usual);
        SettingsFile file = new SettingsFile(read(path), path.resolveSibling(""));
        file.refuseUnknown(path);
        return file;
    }

    private static Properties read(Path path) {
        Properties values = new Properties();
        try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            values.load(reader);
            return values;
        } catch (NoSuchFileException e) {
            throw new SettingException("There is no settings file " + path + ".");
        } catch (MalformedInputException | IllegalArgumentException e) {
            throw new SettingException("The settings file " + path + " is no properties file in UTF-8.");
        } catch (IOException e) {
            throw new SettingException("The settings file " + path + " cannot be read: " + e.getMessage());
        }
    }

    private void refuseUnknown(Path path) {
        String unknown = values.stringPropertyNames().stream()
                .filter(key -> Setting.ofKey(key).isEmpty() && !key.startsWith(FLYWAY))
                .sorted()
                .collect(Collectors.joining(", "));
        if (!unknown.isEmpty()) {
            throw new SettingException("The settings file " + path + " has what is no setting: " + unknown
                    + ". There are: "
                    + Stream.of(Setting.values()).map(Setting::key).collect(Collectors.joining(", "))
                    + ", and all that start with " + FLYWAY + ".");
        }
    }
}
