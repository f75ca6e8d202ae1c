package dev.tenancy.flyway;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.resolver.MigrationResolver;
import org.flywaydb.core.api.resolver.ResolvedMigration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.sqlscript.SqlScript;
import org.flywaydb.core.internal.sqlscript.SqlStatement;
import org.flywaydb.core.internal.sqlscript.SqlStatementIterator;
import org.jspecify.annotations.Nullable;

/**
 * Reads scripts over Flyway's shoulder: through the reader it reads them with, and cut by its own parser. A resolver that
 * resolves nothing, because a resolver is whom Flyway shows its reader and its parser to.
 */
final class ScriptLook implements MigrationResolver {

    /** A text of more is not kept: Flyway reads it when its turn comes. */
    private static final int LONGEST = 1 << 20;

    private final Map<String, Seen> scripts = new HashMap<>();
    private Optional<String> callback = Optional.empty();
    private Optional<String> unseen = Optional.of("Flyway did not show its scripts");

    @Override
    public Collection<ResolvedMigration> resolveMigrations(Context context) {
        try {
            look(context);
            unseen = Optional.empty();
        } catch (RuntimeException | LinkageError e) {
            unseen = Optional.of("Flyway did not show its scripts (" + Failures.text(e) + ")");
        }
        return List.of();
    }

    /** By the names that Flyway's history calls them. */
    Optional<Seen> script(String name) {
        return Optional.ofNullable(scripts.get(name));
    }

    /** Why nothing can be said of any script. */
    Optional<String> unseen() {
        return unseen;
    }

    /** The name of a file that Flyway would call before, between or after the scripts. */
    Optional<String> callback() {
        return callback;
    }

    private void look(Context context) {
        scripts.clear();
        String[] suffixes = context.configuration.getSqlMigrationSuffixes();
        Stream.of(
                        context.configuration.getSqlMigrationPrefix(),
                        context.configuration.getRepeatableSqlMigrationPrefix())
                .flatMap(prefix -> context.resourceProvider.getResources(prefix, suffixes).stream())
                .forEach(resource -> scripts.put(resource.getRelativePath(), seen(context, resource)));
        callback = context.resourceProvider.getResources("", new String[] {""}).stream()
                .map(LoadableResource::getFilename)
                .filter(ScriptLook::isCallback)
                .findFirst();
    }

    private static boolean isCallback(String file) {
        String name = file.toLowerCase(Locale.ROOT);
        return Stream.of(Event.values())
                .anyMatch(event -> name.startsWith(event.getId().toLowerCase(Locale.ROOT)));
    }

    private static Seen seen(Context context, LoadableResource resource) {
        LoadableResource configured = context.resourceProvider.getResource(resource.getRelativePath() + ".conf");
        boolean transactional = context.configuration.isExecuteInTransaction();
        Optional<String> text = text(resource);
        if (text.isEmpty() || configured != null) {
            return new Seen(text, configured != null, executed(configured, transactional), Optional.empty(), List.of());
        }
        try {
            SqlScript script = context.sqlScriptFactory.createSqlScript(resource, false, context.resourceProvider);
            List<String> statements = new ArrayList<>();
            try (SqlStatementIterator cut = script.getSqlStatements()) {
                for (SqlStatement next = cut.next(); next != null; next = cut.next()) {
                    statements.add(next.getSql());
                }
            }
            Optional<String> refusal = script.executeInTransaction()
                    ? Optional.empty()
                    : Optional.of("Flyway runs it outside of a transaction");
            return new Seen(text, false, transactional, refusal, statements);
        } catch (FlywayException e) {
            return new Seen(text, false, transactional, Optional.of("Flyway cannot cut it into statements"), List.of());
        }
    }

    /** Whether a script runs in a transaction, as far as its own configuration decides it. */
    private static boolean executed(@Nullable LoadableResource configuration, boolean otherwise) {
        if (configuration == null) {
            return otherwise;
        }
        Properties properties = new Properties();
        try (Reader reader = configuration.read()) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            return otherwise;
        }
        String own = properties.getProperty("executeInTransaction");
        return own == null ? otherwise : Boolean.parseBoolean(own.strip());
    }

    private static Optional<String> text(LoadableResource resource) {
        StringWriter text = new StringWriter();
        char[] some = new char[8192];
        try (Reader reader = resource.read()) {
            for (int read = reader.read(some); read >= 0; read = reader.read(some)) {
                text.write(some, 0, read);
                if (text.getBuffer().length() > LONGEST) {
                    return Optional.empty();
                }
            }
            return Optional.of(text.toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * A script as Flyway reads it.
     *
     * @param text empty if it is too long, or cannot be read
     * @param configured whether it has a configuration of its own beside it
     * @param transactional whether it is configured to run in a transaction
     * @param refusal why it is no script for one transaction, in Flyway's judgement
     * @param statements as Flyway would send them, one by one
     */
    record Seen(
            Optional<String> text,
            boolean configured,
            boolean transactional,
            Optional<String> refusal,
            List<String> statements) {}
}
