package dev.tenancy.lint;

import dev.tenancy.lint.internal.Token;
import dev.tenancy.lint.internal.Token.Kind;
import java.util.List;
import java.util.Optional;

/** A place among tokens that moves on. Not safe for several threads. */
final class Cursor {

    static final Token NOTHING = new Token(Kind.COMMENT, "", 0, 0);

    private final List<Token> tokens;
    private int at;

    Cursor(List<Token> tokens, int at) {
        this.tokens = tokens;
        this.at = at;
    }

    int at() {
        return at;
    }

    boolean done() {
        return at >= tokens.size();
    }

    /** The token here, or a token that never is anything. */
    Token peek() {
        return peek(0);
    }

    Token peek(int ahead) {
        return at(tokens, at + ahead);
    }

    static Token at(List<Token> tokens, int index) {
        return index >= 0 && index < tokens.size() ? tokens.get(index) : NOTHING;
    }

    Token next() {
        Token token = peek();
        at++;
        return token;
    }

    boolean accept(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (!peek(i).is(words[i])) {
                return false;
            }
        }
        at += words.length;
        return true;
    }

    boolean acceptAny(String... words) {
        for (String word : words) {
            if (accept(word)) {
                return true;
            }
        }
        return false;
    }

    void skip(String... words) {
        while (acceptAny(words)) {
            // as many as there are
        }
    }

    /** To behind the next such word outside of brackets; to the end if there is none. */
    boolean seek(String... words) {
        int depth = 0;
        while (!done()) {
            if (depth == 0 && accept(words)) {
                return true;
            }
            Token token = next();
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
        }
        return false;
    }

    /** A name, with its schema or without. */
    Optional<ObjectName> name() {
        Token first = peek();
        if (!first.isName()) {
            return Optional.empty();
        }
        at++;
        if (peek().is(".") && peek(1).isName()) {
            at++;
            return Optional.of(new ObjectName(first.value(), next().value(), first));
        }
        return Optional.of(new ObjectName("", first.value(), first));
    }
}
