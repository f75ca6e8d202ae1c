package dev.tenancy.flyway;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.extensibility.Plugin;
import org.jspecify.annotations.Nullable;

/**
 * What the user's settings make Flyway do that the batch does not. Every setting of every version of Flyway is looked at;
 * one that is not known to make no difference sends all scripts through Flyway.
 */
final class FlywayDifferences {

    /** Decide what there is to run, which Flyway is asked for in any case. */
    private static final Set<String> DISCOVERY = Set.of(
            "baselineDescription",
            "baselineVersion",
            "detectEncoding",
            "encoding",
            "failOnMissingLocations",
            "failOnMissingTarget",
            "ignoreMigrationPatterns",
            "javaMigrations",
            "outOfOrder",
            "repeatableSqlMigrationPrefix",
            "sqlMigrationPrefix",
            "sqlMigrationSeparator",
            "sqlMigrationSuffixes",
            "validateMigrationNaming",
            "validateOnMigrate");

    /** The batch does the same with them; or looks at each script for them. */
    private static final Set<String> HONOURED = Set.of("installedBy", "placeholders", "table");

    /** Of what the batch does not have: Flyway's connection and lock, its output, kinds of scripts that are never batched. */
    private static final Set<String> IRRELEVANT = Set.of(
            "connectRetries",
            "connectRetriesInterval",
            "lockRetryCount",
            "loggers",
            "mixed",
            "outputQueryResults",
            "powershellExecutable",
            "scriptPlaceholderPrefix",
            "scriptPlaceholderSuffix",
            "workingDirectory");

    /** Never two alike, or a view of the others; the library's own settings are refused if they are changed. */
    private static final Set<String> NOT_COMPARED = Set.of(
            "cachedDataSources",
            "cachedResolvedEnvironments",
            "classLoader",
            "dataSource",
            "databaseType",
            "modernConfig",
            "pluginRegister");

    private FlywayDifferences() {}

    /** The first one, as the end of "all scripts go through Flyway: ". */
    static Optional<String> of(FluentConfiguration users, FluentConfiguration plain) {
        Map<String, Object> before = settings(plain);
        return settings(users).entrySet().stream()
                .filter(setting -> !Objects.deepEquals(setting.getValue(), before.get(setting.getKey())))
                .map(setting -> "Flyway's setting '" + setting.getKey() + "' is set")
                .findFirst()
                .or(() -> plugin(users));
    }

    /** Whether the user has set nothing at all. */
    static boolean none(FluentConfiguration users, FluentConfiguration plain) {
        Map<String, Object> before = settings(plain, NOT_COMPARED::contains);
        return settings(users, NOT_COMPARED::contains).entrySet().stream()
                        .allMatch(setting -> Objects.deepEquals(setting.getValue(), before.get(setting.getKey())))
                && plugin(users).isEmpty();
    }

    private static Map<String, Object> settings(Configuration configuration) {
        return settings(
                configuration,
                name -> DISCOVERY.contains(name)
                        || HONOURED.contains(name)
                        || IRRELEVANT.contains(name)
                        || NOT_COMPARED.contains(name));
    }

    private static Map<String, Object> settings(Configuration configuration, Predicate<String> not) {
        Map<String, Object> settings = new TreeMap<>();
        for (Method getter : Configuration.class.getMethods()) {
            String name = setting(getter);
            if (name != null && !not.test(name)) {
                settings.put(name, value(getter, configuration));
            }
        }
        return settings;
    }

    private static @Nullable String setting(Method getter) {
        String name = getter.getName().replaceFirst("^(get|is)(?=[A-Z])", "");
        return getter.getParameterCount() > 0 || name.equals(getter.getName())
                ? null
                : name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    private static Object value(Method getter, Configuration configuration) {
        try {
            return Objects.requireNonNullElse(getter.invoke(configuration), "none");
        } catch (InvocationTargetException e) {
            return String.valueOf(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Another edition of Flyway, or somebody's extension of it, may do anything. */
    @SuppressWarnings("deprecation") // its successor is missing in Flyway 11
    private static Optional<String> plugin(Configuration configuration) {
        return configuration.getPluginRegister().getPlugins(Plugin.class).stream()
                .map(plugin -> plugin.getClass().getName())
                .filter(name -> !name.startsWith("org.flywaydb."))
                .findFirst()
                .map(name -> "Flyway is extended by " + name);
    }
}
