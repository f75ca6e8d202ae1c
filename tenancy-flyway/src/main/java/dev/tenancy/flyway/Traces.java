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

/** What a statement leaves in the session, or does at another moment in a transaction of several scripts; as far as its words tell. */
final class Traces {

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

    private static final Token SEMICOLON = new Token(Token.Kind.SYMBOL, ";", 0, 0);

    private Traces() {}

    /** The first one. */
    static Optional<String> of(Statement statement) {
        return LEAVES_TRACES
                .matcher(statement.text())
                .results()
                .map(found -> found.group().replaceAll("\\s+", " "))
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
                .map(token -> token.value().toUpperCase(Locale.ROOT) + " in a body");
        Stream<String> strings = tokens.stream()
                .filter(token -> token.kind() == Token.Kind.STRING || token.kind() == Token.Kind.DOLLAR_STRING)
                .flatMap(string -> STATEMENT_IN_A_STRING.matcher(string.value()).matches()
                        ? Stream.of("SQL in a string in a body")
                        : isWithin(string, body) ? inBody(string.value()) : Stream.empty());
        return Stream.concat(statements, strings);
    }

    /** One that does not end is all of the body. */
    private static boolean isWithin(Token string, String body) {
        return string.kind() == Token.Kind.DOLLAR_STRING && string.value().length() < body.length();
    }
}
