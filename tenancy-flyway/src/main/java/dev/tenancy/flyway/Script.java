package dev.tenancy.flyway;

import dev.tenancy.lint.internal.SqlScript;
import dev.tenancy.lint.internal.Statement;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * One script, and the way it takes.
 *
 * @param name what Flyway's history calls it
 * @param version none for a repeatable one
 * @param description of its history row
 * @param text as Flyway reads it, proved by its checksum; empty for who goes through Flyway
 * @param statements of the text, with {@link #SCHEMA} where the tenant's schema is named
 * @param refusal why it goes through Flyway; empty if it is batched
 */
record Script(
        String name,
        @Nullable String version,
        String description,
        String text,
        List<String> statements,
        Optional<String> refusal) {

    /** In PostgreSQL's eyes the name of a schema, whatever stands around it. */
    static final String SCHEMA = "tenancy_placeholder_of_the_schema";

    /** Flyway looks for names in any case. Where another prefix, separator or suffix is set, no script is batched. */
    private static final Pattern PLACEHOLDER =
            Pattern.compile(Pattern.quote("${flyway:defaultSchema}"), Pattern.CASE_INSENSITIVE);

    /** In comments and strings too: to look closer than needed costs time, and a batch that is sent twice takes values of sequences. */
    private static final Pattern CLOSER = Pattern.compile(
            "\\b(create(?!\\s+(unique\\s+)?index\\b)|drop(?!\\s+(not|default|identity|expression)\\b)|do(?!\\s+(nothing|update)\\b)"
                    + "|call|references|trigger|rename|type|refresh)\\b",
            Pattern.CASE_INSENSITIVE);

    private static final int LONGEST_DESCRIPTION = 200;
    private static final int LONGEST_NAME = 1000;

    static Script of(MigrationInfo info, Resolved scripts) {
        ScriptLook.Seen seen = scripts.look().script(info.getScript()).orElse(null);
        Optional<String> refusal = refusal(info, seen, scripts);
        if (refusal.isPresent() || seen == null) {
            return of(info, "", List.of(), Optional.of(refusal.orElse("")));
        }
        String text = seen.text().orElseThrow();
        SqlScript cut = cut(text, SCHEMA);
        Optional<String> doubt = Eligibility.refusal(cut);
        if (doubt.isEmpty() && !cutAsFlyway(text, seen, scripts)) {
            doubt = Optional.of("Flyway's parser cuts it into other statements than PostgreSQL's");
        }
        return doubt.isPresent()
                ? of(info, "", List.of(), doubt)
                : of(info, text, cut.statements().stream().map(Statement::text).toList(), Optional.empty());
    }

    private static Script of(MigrationInfo info, String text, List<String> statements, Optional<String> refusal) {
        return new Script(
                info.getScript(),
                info.getVersion() == null ? null : info.getVersion().toString(),
                info.getDescription(),
                text,
                statements,
                refusal);
    }

    private static Optional<String> refusal(MigrationInfo info, ScriptLook.@Nullable Seen seen, Resolved scripts) {
        if (!info.getType().name().equals("SQL")) {
            return Optional.of("it is no SQL script but " + info.getType().name());
        }
        if (seen == null || seen.text().isEmpty()) {
            return Optional.of("it is larger than a megabyte, or its text cannot be read here");
        }
        if (seen.configured()) {
            return Optional.of("it has a configuration file of its own");
        }
        if (info.getDescription().length() > LONGEST_DESCRIPTION
                || info.getScript().length() > LONGEST_NAME) {
            return Optional.of("its name is longer than its history row has place for");
        }
        if (!checksum(seen.text().get(), info.getVersion() != null, scripts.configuration(), scripts.schema())
                .equals(Optional.ofNullable(info.getChecksum()))) {
            return Optional.of("its text as it was read here is not the text that Flyway read");
        }
        if (replaced(seen.text().get(), "").contains("${")) {
            return Optional.of("it has placeholders other than ${flyway:defaultSchema}");
        }
        return seen.refusal();
    }

    private static boolean cutAsFlyway(String text, ScriptLook.Seen seen, Resolved scripts) {
        return SameCuts.both(cut(text, scripts.schema()), seen.statements());
    }

    private static SqlScript cut(String text, String schema) {
        return SqlScript.of(replaced(text, schema));
    }

    private static String replaced(String text, String schema) {
        return PLACEHOLDER.matcher(text).replaceAll(Matcher.quoteReplacement(schema));
    }

    private static Optional<Integer> checksum(
            String text, boolean versioned, Configuration configuration, String schema) {
        return versioned ? Optional.of(ScriptChecksum.of(text)) : ScriptChecksum.of(text, configuration, schema);
    }

    /** With which Flyway would record that it ran for a schema. */
    int checksum(Configuration configuration, String schema) {
        return checksum(text, version != null, configuration, schema).orElseThrow();
    }

    boolean batched() {
        return refusal.isEmpty();
    }

    /** Whether by its words it makes or drops what {@link BatchSql#GUARD} cannot judge. */
    boolean needsCloserLook() {
        return statements.stream()
                .anyMatch(statement -> CLOSER.matcher(statement).find());
    }

    /** Whether a schema's name stands in it safely: two hyphens open a comment where no quotes are. */
    boolean fits(String schema) {
        return !schema.contains("--") || statements.stream().noneMatch(statement -> statement.contains(SCHEMA));
    }

    /** What is run for a schema, in order. */
    List<String> statements(String schema) {
        return statements.stream()
                .map(statement -> statement.replace(SCHEMA, schema))
                .toList();
    }

    /** The name without its folder. */
    String file() {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }
}
