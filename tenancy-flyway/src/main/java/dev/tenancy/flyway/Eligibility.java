package dev.tenancy.flyway;

import dev.tenancy.lint.internal.SqlScript;
import dev.tenancy.lint.internal.Statement;
import dev.tenancy.lint.internal.Token;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

    /** Leave something in the session, or need the end of a transaction. Looked for in strings and bodies too. */
    private static final Pattern LEAVES_TRACES = Pattern.compile(
            "\\b(set_config|pg_\\w*advisory\\w*|pg_temp\\w*|dblink\\w*|pg_background\\w*|lo_(import|export)"
                    + "|constraint\\s+trigger|create\\s+(or\\s+replace\\s+)?((local|global)\\s+)?temp(orary)?"
                    + "|into\\s+temp(orary)?|concurrently)\\b",
            Pattern.CASE_INSENSITIVE);

    private static final Set<String> STARTS_IN_A_BODY = Set.of(
            "set",
            "reset",
            "discard",
            "listen",
            "unlisten",
            "prepare",
            "deallocate",
            "load",
            "commit",
            "rollback",
            "copy",
            "vacuum",
            "cluster",
            "reindex",
            "checkpoint");

    /** After these words, and at its beginning or a semicolon, a body's next statement begins. */
    private static final Set<String> BEFORE_A_STATEMENT = Set.of(";", "begin", "then", "else", "loop", "atomic");

    private static final Pattern STATEMENT_IN_A_STRING = Pattern.compile(
            "\\s*(" + String.join("|", STARTS_IN_A_BODY) + ")\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

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
        return traces(statement);
    }

    private static Optional<String> traces(Statement statement) {
        return LEAVES_TRACES
                .matcher(statement.text())
                .results()
                .map(found -> found.group().replaceAll("\\s+", " ") + " is left to Flyway")
                .findFirst()
                .or(() -> statement.tokens().stream()
                        .filter(token -> token.kind() == Token.Kind.DOLLAR_STRING || isBody(statement, token))
                        .flatMap(body -> inBody(body.value()))
                        .findFirst());
    }

    /** A body in single quotes: the string after AS or DO. */
    private static boolean isBody(Statement statement, Token token) {
        return token.kind() == Token.Kind.STRING
                && (statement.starts("do") || statement.contains("function") || statement.contains("procedure"));
    }

    private static Stream<String> inBody(String body) {
        List<Token> tokens = SqlScript.of(body).statements().stream()
                .flatMap(statement -> Stream.concat(statement.tokens().stream(), Stream.of(SEMICOLON)))
                .toList();
        Stream<String> statements = IntStream.range(0, tokens.size())
                .filter(i ->
                        i == 0 || BEFORE_A_STATEMENT.contains(tokens.get(i - 1).value()))
                .mapToObj(tokens::get)
                .filter(token -> token.kind() == Token.Kind.WORD && STARTS_IN_A_BODY.contains(token.value()))
                .map(token -> token.value().toUpperCase(Locale.ROOT) + " in a body is left to Flyway");
        Stream<String> strings = tokens.stream()
                .filter(token -> token.kind() == Token.Kind.STRING || token.kind() == Token.Kind.DOLLAR_STRING)
                .flatMap(string -> STATEMENT_IN_A_STRING.matcher(string.value()).matches()
                        ? Stream.of("SQL in a string in a body is left to Flyway")
                        : string.kind() == Token.Kind.DOLLAR_STRING ? inBody(string.value()) : Stream.empty());
        return Stream.concat(statements, strings);
    }

    private static final Token SEMICOLON = new Token(Token.Kind.SYMBOL, ";", 0, 0);

    /** Whether Flyway's parser cuts it where PostgreSQL does; comments are nothing to either. */
    static boolean cutTheSame(SqlScript script, List<String> flyways) {
        return flyways.stream()
                .map(Eligibility::words)
                .toList()
                .equals(script.statements().stream()
                        .map(statement ->
                                statement.tokens().stream().map(Token::text).toList())
                        .toList());
    }

    private static List<String> words(String statement) {
        return SqlScript.of(statement).statements().stream()
                .flatMap(each -> each.tokens().stream())
                .map(Token::text)
                .toList();
    }
}
