package dev.tenancy.lint.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts at the semicolons that end a statement: not within brackets (CREATE RULE), and not within the body that BEGIN
 * ATOMIC opens in a CREATE FUNCTION. Such a body ends with the END that follows its last semicolon, or ATOMIC: the END of
 * a CASE follows neither.
 */
final class Splitter {

    private final String sql;
    private final List<Doubt> doubts;
    private final List<Statement> statements = new ArrayList<>();
    private final List<Token> current = new ArrayList<>();
    private int brackets;
    private int bodies;

    Splitter(String sql, List<Doubt> doubts) {
        this.sql = sql;
        this.doubts = doubts;
    }

    /** Tokens without comments. */
    List<Statement> split(List<Token> tokens) {
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.is(";") && ends(token)) {
                finish();
            } else {
                current.add(token);
                count(token);
            }
        }
        if (!current.isEmpty()) {
            unfinished(current.get(0));
            finish();
        }
        return statements;
    }

    private boolean ends(Token semicolon) {
        if (brackets > 0 && bodies == 0 && !makesRule()) {
            doubts.add(new Doubt(semicolon.line(), "a semicolon within brackets"));
        }
        return brackets == 0 && bodies == 0;
    }

    private void count(Token token) {
        if (token.is("(")) {
            brackets++;
        } else if (token.is(")")) {
            brackets--;
            if (brackets < 0) {
                doubts.add(new Doubt(token.line(), "a bracket that was not opened"));
                brackets = 0;
            }
        } else if (brackets == 0 && token.is("atomic") && before(1).is("begin")) {
            opensBody(token);
        } else if (brackets == 0
                && bodies > 0
                && token.is("end")
                && (before(1).is(";") || before(1).is("atomic"))) {
            bodies--;
        } else if (token.is("uescape")) {
            doubts.add(new Doubt(token.line(), "UESCAPE"));
        }
    }

    private void opensBody(Token token) {
        if (makesRoutine()) {
            bodies++;
        } else {
            doubts.add(new Doubt(token.line(), "BEGIN ATOMIC outside of CREATE FUNCTION and CREATE PROCEDURE"));
        }
    }

    /** Looks back from the last token; a token that never is anything before the first. */
    private Token before(int back) {
        int index = current.size() - 1 - back;
        return index < 0 ? new Token(Token.Kind.COMMENT, "", 0, 0) : current.get(index);
    }

    private boolean makesRoutine() {
        return makes("function") || makes("procedure");
    }

    private boolean makesRule() {
        return makes("rule");
    }

    private boolean makes(String kind) {
        boolean replace =
                current.size() > 3 && current.get(1).is("or") && current.get(2).is("replace");
        int at = replace ? 3 : 1;
        return current.size() > at
                && current.get(0).is("create")
                && current.get(at).is(kind);
    }

    private void unfinished(Token first) {
        if (bodies > 0) {
            doubts.add(new Doubt(first.line(), "a body that BEGIN ATOMIC opens, without an end"));
        } else if (brackets > 0) {
            doubts.add(new Doubt(first.line(), "brackets that are not closed"));
        }
    }

    private void finish() {
        if (!current.isEmpty()) {
            Token first = current.get(0);
            String text =
                    sql.substring(first.start(), current.get(current.size() - 1).end());
            statements.add(new Statement(text, first.start(), first.line(), current));
        }
        current.clear();
        brackets = 0;
        bodies = 0;
    }
}
