package dev.tenancy.lint.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A script as PostgreSQL reads it: its statements, its comments, and where that is not sure. Immutable. Reads what a
 * server reads, nothing of psql but the data after a COPY FROM STDIN, which are no statements.
 *
 * <p>With standard_conforming_strings on, which is PostgreSQL's default; a script that names that setting has a doubt.
 *
 * @param text the script
 * @param statements in order; an empty one between two semicolons is none
 * @param comments in order, those within statements included
 * @param doubts empty if the script can be cut as it says; after the first one all may be cut otherwise
 */
public record SqlScript(String text, List<Statement> statements, List<Token> comments, List<Doubt> doubts) {

    /**
     * Copies the lists.
     *
     * @param text the script
     * @param statements its statements
     * @param comments its comments
     * @param doubts its doubts
     */
    public SqlScript {
        statements = List.copyOf(statements);
        comments = List.copyOf(comments);
        doubts = List.copyOf(doubts);
    }

    /**
     * Reads a script.
     *
     * @param text all of it; a byte order mark at its start is passed over
     * @return what it holds
     */
    public static SqlScript of(String text) {
        return of(text, 1);
    }

    /**
     * Reads a part of a script: a function's body, say.
     *
     * @param text the part
     * @param firstLine the line its first character is on, from 1
     * @return what it holds, with positions counted in the part and lines in the script
     */
    public static SqlScript of(String text, int firstLine) {
        return new Reading(text, firstLine).script();
    }

    private static final class Reading {

        private final String text;
        private final int firstLine;
        private final List<Doubt> doubts = new ArrayList<>();
        private final List<Token> code = new ArrayList<>();
        private final List<Token> comments = new ArrayList<>();

        Reading(String text, int firstLine) {
            this.text = text;
            this.firstLine = firstLine;
        }

        SqlScript script() {
            for (Token token : new Lexer(text, firstLine, doubts).tokens()) {
                boolean comment = token.kind() == Token.Kind.COMMENT;
                (comment ? comments : code).add(token);
                if (!comment && token.text().toLowerCase(Locale.ROOT).contains("standard_conforming_strings")) {
                    doubts.add(new Doubt(token.line(), "standard_conforming_strings may be changed"));
                }
            }
            return new SqlScript(text, new Splitter(text, doubts).split(code), comments, doubts);
        }
    }
}
