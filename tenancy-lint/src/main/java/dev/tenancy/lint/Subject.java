package dev.tenancy.lint;

import dev.tenancy.lint.internal.SqlScript;
import dev.tenancy.lint.internal.Statement;
import dev.tenancy.lint.internal.Token;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A statement to look at, and what is around it.
 *
 * @param text the script that it is in
 * @param all what all scripts make
 * @param before what the scripts and statements before it make
 */
record Subject(
        MigrationScript script,
        SqlScript text,
        Statement statement,
        Action action,
        Layout layout,
        Made all,
        Made before) {

    private static final Set<String> CONSTRAINTS =
            Set.of("constraint", "check", "unique", "primary", "foreign", "exclude", "not");

    int line() {
        return statement.line();
    }

    List<Token> tokens() {
        return statement.tokens();
    }

    Optional<Body> body() {
        return Body.of(statement, action);
    }

    /** The statements of a DO block: they run when the script does. */
    List<Subject> nested() {
        return action.verb().equals("do")
                ? body().map(Body::statements).orElse(List.of()).stream()
                        .map(tokens -> new Statement(
                                "", tokens.get(0).start(), tokens.get(0).line(), tokens))
                        .map(inner -> new Subject(script, text, inner, Action.of(inner), layout, all, before))
                        .toList()
                : List.of();
    }

    /** The table that the statement is about, if it may have rows that others wait for. */
    Optional<String> tableWithRows() {
        return action.target()
                .filter(ObjectName::own)
                .map(ObjectName::name)
                .filter(table -> !all.newTables.contains(table));
    }

    /** What ALTER TABLE does to a table that may have rows, one by one. */
    List<Alteration> alterations() {
        if (!action.is("alter", "table")) {
            return List.of();
        }
        return tableWithRows().stream()
                .flatMap(table -> Clauses.of(tokens().subList(action.rest(), tokens().size())).stream()
                        .filter(clause -> !clause.isEmpty())
                        .map(clause -> new Alteration(
                                table, new Statement("", 0, clause.get(0).line(), clause))))
                .toList();
    }

    /** One action of ALTER TABLE. */
    record Alteration(String table, Statement clause) {

        int line() {
            return clause.line();
        }

        Cursor cursor() {
            return new Cursor(clause.tokens(), 0);
        }

        /** If it adds a column, what follows the column's name. */
        Optional<Statement> addedColumn() {
            Cursor cursor = cursor();
            if (!cursor.accept("add")) {
                return Optional.empty();
            }
            boolean column = cursor.accept("column");
            cursor.accept("if", "not", "exists");
            boolean constraint = cursor.peek().kind() == Token.Kind.WORD
                    && CONSTRAINTS.contains(cursor.peek().value());
            return (column || !constraint) && cursor.name().isPresent()
                    ? Optional.of(new Statement(
                            "",
                            0,
                            line(),
                            clause.tokens().subList(cursor.at(), clause.tokens().size())))
                    : Optional.empty();
        }

        /** The column of ALTER COLUMN, with the cursor behind it. */
        Optional<ObjectName> alteredColumn(Cursor cursor) {
            if (!cursor.accept("alter") || cursor.accept("constraint")) {
                return Optional.empty();
            }
            cursor.accept("column");
            return cursor.name();
        }
    }
}
