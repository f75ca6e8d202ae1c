package dev.tenancy.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What was set: an option before the environment, the environment before the file. */
final class Settings {

    private final Map<Setting, String> options;
    private final Map<String, String> environment;
    private final SettingsFile file;

    private Settings(Map<Setting, String> options, Map<String, String> environment, SettingsFile file) {
        this.options = options;
        this.environment = environment;
        this.file = file;
    }

    static Settings of(Map<Setting, String> options, Optional<String> file, Map<String, String> environment) {
        refuseUnknown(environment);
        Optional<String> path = file.or(() -> Optional.ofNullable(environment.get("TENANCY_CONFIG")))
                .filter(text -> !text.isEmpty());
        return new Settings(options, environment, SettingsFile.find(path));
    }

    private static void refuseUnknown(Map<String, String> environment) {
        environment.keySet().stream()
                .filter(name -> name.startsWith("TENANCY_LAYOUT_"))
                .filter(name -> Stream.of(Setting.values())
                        .noneMatch(setting -> setting.variable().equals(name)))
                .findFirst()
                .ifPresent(name -> {
                    throw new SettingException("The environment variable " + name
                            + " is no setting: a layout that is misspelt would be another layout.");
                });
    }

    Optional<String> get(Setting setting) {
        return outside(setting).or(() -> Optional.ofNullable(file.values().getProperty(setting.key())));
    }

    String require(Setting setting) {
        return get(setting).filter(value -> !value.isEmpty()).orElseThrow(() -> SettingException.missing(setting));
    }

    /** A path, where it was meant: what the file says is beside the file. */
    Path path(Setting setting) {
        return folder(setting).resolve(require(setting));
    }

    /** Where the relative paths of a setting start. */
    Path folder(Setting setting) {
        return outside(setting).isPresent() ? Path.of("") : file.folder();
    }

    boolean isTrue(Setting setting) {
        String value = get(setting).orElse("false").toLowerCase(Locale.ROOT);
        if (!value.equals("true") && !value.equals("false")) {
            throw SettingException.wrong(setting, value, "true or false");
        }
        return value.equals("true");
    }

    Optional<Duration> duration(Setting setting) {
        return get(setting).map(value -> Durations.of(value)
                .orElseThrow(() -> SettingException.wrong(setting, value, Durations.SAID)));
    }

    /** Lines of the file that are Flyway's own, with their prefix. */
    Map<String, String> flyway() {
        Map<String, String> flyway = new TreeMap<>();
        for (String key : file.values().stringPropertyNames()) {
            if (key.startsWith(SettingsFile.FLYWAY)) {
                flyway.put(key, file.values().getProperty(key));
            }
        }
        return flyway;
    }

    private Optional<String> outside(Setting setting) {
        return Optional.ofNullable(options.get(setting))
                .or(() ->
                        Optional.ofNullable(environment.get(setting.variable())).filter(value -> !value.isEmpty()));
    }
}
