package dev.tenancy.lint;

import dev.tenancy.lint.internal.SqlScript;
import dev.tenancy.lint.internal.Statement;
import dev.tenancy.lint.internal.Token;
import dev.tenancy.lint.internal.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The code in a string of CREATE FUNCTION, CREATE PROCEDURE or DO, if it is SQL or PL/pgSQL.
 *
 * @param tokens all of it
 * @param statements as well as they can be cut: what opens and closes blocks is taken off
 */
record Body(List<Token> tokens, List<List<Token>> statements) {

    private static final Token SEMICOLON = new Token(Kind.SYMBOL, ";", 0, 0);
    private static final Set<String> READABLE = Set.of("sql", "plpgsql");

    /** What opens a block, and the word that ends the opening. */
    private static final Map<String, String> OPENS = Map.of(
            "begin", "begin", "else", "else", "loop", "loop", "declare", "begin", "if", "then", "elsif", "then", "when",
            "then", "for", "loop", "while", "loop");

    static Optional<Body> of(Statement statement, Action action) {
        if (action.verb().equals("create") && action.isRoutine()) {
            return READABLE.contains(language(statement, "sql")) ? after(statement, "as") : Optional.empty();
        }
        if (action.verb().equals("do")) {
            return READABLE.contains(language(statement, "plpgsql"))
                    ? statement.tokens().stream()
                            .filter(Body::isString)
                            .findFirst()
                            .map(Body::of)
                    : Optional.empty();
        }
        return Optional.empty();
    }

    static String language(Statement statement, String otherwise) {
        int language = statement.indexOf("language");
        Token name = Cursor.at(statement.tokens(), language + 1);
        return language >= 0 && (name.isName() || isString(name)) ? name.value() : otherwise;
    }

    private static Optional<Body> after(Statement statement, String word) {
        List<Token> tokens = statement.tokens();
        for (int i = 1; i < tokens.size(); i++) {
            if (tokens.get(i - 1).is(word) && isString(tokens.get(i))) {
                return Optional.of(of(tokens.get(i)));
            }
        }
        return Optional.empty();
    }

    private static boolean isString(Token token) {
        return token.kind() == Kind.STRING || token.kind() == Kind.DOLLAR_STRING;
    }

    private static Body of(Token string) {
        SqlScript script = SqlScript.of(string.value(), string.line());
        List<Token> tokens = new ArrayList<>();
        List<List<Token>> statements = new ArrayList<>();
        for (Statement statement : script.statements()) {
            tokens.addAll(statement.tokens());
            tokens.add(SEMICOLON);
            List<Token> bare = withoutOpening(statement.tokens());
            if (!bare.isEmpty()) {
                statements.add(bare);
            }
        }
        return new Body(tokens, statements);
    }

    /** A statement of PL/pgSQL comes with what opens its block or its branch. */
    private static List<Token> withoutOpening(List<Token> tokens) {
        Token first = Cursor.at(tokens, 0);
        String end = first.kind() == Kind.WORD ? OPENS.getOrDefault(first.value(), "") : "";
        for (int i = 0; i < tokens.size() && !end.isEmpty(); i++) {
            if (tokens.get(i).is(end)) {
                return withoutOpening(tokens.subList(i + 1, tokens.size()));
            }
        }
        return tokens;
    }
}
