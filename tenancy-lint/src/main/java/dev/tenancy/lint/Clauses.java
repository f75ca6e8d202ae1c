package dev.tenancy.lint;

import dev.tenancy.lint.internal.Token;
import java.util.ArrayList;
import java.util.List;

/** Cuts tokens at the commas outside of brackets: the actions of ALTER TABLE, the columns of CREATE TABLE. */
final class Clauses {

    private Clauses() {}

    static List<List<Token>> of(List<Token> tokens) {
        List<List<Token>> clauses = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.is("(") || token.is("[")) {
                depth++;
            } else if (token.is(")") || token.is("]")) {
                depth--;
            } else if (token.is(",") && depth == 0) {
                clauses.add(tokens.subList(from, i));
                from = i + 1;
            }
        }
        clauses.add(tokens.subList(from, tokens.size()));
        return clauses;
    }

    /** What is in the brackets that open at an index, without them; nothing if none open there. */
    static List<Token> bracketed(List<Token> tokens, int open) {
        if (!Cursor.at(tokens, open).is("(")) {
            return List.of();
        }
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            depth += tokens.get(i).is("(") ? 1 : tokens.get(i).is(")") ? -1 : 0;
            if (depth == 0) {
                return tokens.subList(open + 1, i);
            }
        }
        return tokens.subList(open + 1, tokens.size());
    }
}
