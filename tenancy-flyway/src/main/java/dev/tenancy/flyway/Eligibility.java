package dev.tenancy.flyway;

import dev.tenancy.lint.internal.SqlScript;
import dev.tenancy.lint.internal.Statement;
import dev.tenancy.lint.internal.Token;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a script is plain transactional SQL: all of it rolls back, none of it outlives its transaction but what it made,
 * and several of it in one transaction do what they do in one each. In doubt it is not.
 */
final class Eligibility {

    private static final Set<String> VERBS = Set.of(
            "alter",
            "analyze",
            "call",
            "comment",
            "create",
            "delete",
            "do",
            "drop",
            "grant",
            "insert",
            "lock",
            "merge",
            "refresh",
            "revoke",
            "select",
            "table",
            "truncate",
            "update",
            "values",
            "with");

    /** What CREATE, ALTER and DROP may be followed by, once what may stand between is passed over. */
    private static final Set<String> OBJECTS = Set.of(
            "aggregate",
            "collation",
            "default",
            "domain",
            "function",
            "index",
            "materialized",
            "operator",
            "policy",
            "procedure",
            "routine",
            "rule",
            "sequence",
            "statistics",
            "table",
            "text",
            "trigger",
            "type",
            "view");

    private static final Set<String> BETWEEN =
            Set.of("or", "replace", "unique", "unlogged", "foreign", "recursive", "if", "exists", "not", "only");

    private Eligibility() {}

    /** Why it is not, as the end of a sentence that begins with the script; empty if it is. */
    static Optional<String> refusal(SqlScript script) {
        if (!script.doubts().isEmpty()) {
            return Optional.of("line " + script.doubts().get(0).line() + ": "
                    + script.doubts().get(0).why());
        }
        if (script.text().contains("??")) {
            return Optional.of("the driver reads ?? as one question mark");
        }
        return script.statements().stream()
                .map(statement -> refusal(statement).map(why -> "line " + statement.line() + ": " + why))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> refusal(Statement statement) {
        List<Token> tokens = statement.tokens();
        String verb = tokens.get(0).value();
        if (tokens.get(0).kind() != Token.Kind.WORD || !VERBS.contains(verb)) {
            return Optional.of(tokens.get(0).text().toUpperCase(Locale.ROOT) + " is left to Flyway");
        }
        if (Set.of("create", "alter", "drop").contains(verb)) {
            Optional<String> object = tokens.stream()
                    .skip(1)
                    .map(Token::value)
                    .filter(word -> !BETWEEN.contains(word))
                    .findFirst();
            if (object.filter(OBJECTS::contains).isEmpty()) {
                return Optional.of((verb + " " + object.orElse("")).toUpperCase(Locale.ROOT) + " is left to Flyway");
            }
        }
        if (statement.starts("alter", "type") && statement.contains("add", "value")) {
            return Optional.of("a value that is added to an enum cannot be used before a commit");
        }
        return Traces.of(statement).map(trace -> trace + " is left to Flyway");
    }
}
