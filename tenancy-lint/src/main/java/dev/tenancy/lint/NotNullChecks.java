package dev.tenancy.lint;

import dev.tenancy.lint.internal.Statement;
import dev.tenancy.lint.internal.Token;
import java.util.List;

/** Finds the checks with which SET NOT NULL need not look at the rows. */
final class NotNullChecks {

    private NotNullChecks() {}

    static void collect(Statement statement, Action action, Made made) {
        if (action.is("alter", "table")) {
            List<Token> tokens = statement.tokens();
            action.target().ifPresent(table -> Clauses.of(tokens.subList(action.rest(), tokens.size()))
                    .forEach(clause -> clause(table.name(), clause, made)));
        }
    }

    private static void clause(String table, List<Token> clause, Made made) {
        Cursor cursor = new Cursor(clause, 0);
        if (cursor.accept("validate", "constraint")) {
            cursor.name().ifPresent(name -> made.validated.add(Columns.key(table, name.name())));
        } else if (cursor.accept("add", "constraint")) {
            cursor.name().ifPresent(name -> added(table, name.name(), cursor, clause, made));
        }
    }

    private static void added(String table, String name, Cursor cursor, List<Token> clause, Made made) {
        String key = Columns.key(table, name);
        if (cursor.accept("check")) {
            List<Token> condition = Clauses.bracketed(clause, cursor.at());
            if (condition.size() == 4 && new Cursor(condition, 1).accept("is", "not", "null")) {
                made.notNullChecks.put(key, Columns.key(table, condition.get(0).value()));
            }
        } else if (cursor.accept("not", "null")) {
            made.notNullChecks.put(key, Columns.key(table, cursor.next().value())); // PostgreSQL 18
        }
        if (!new Statement("", 0, 0, clause).contains("not", "valid")) {
            made.validated.add(key);
        }
    }

    /** Whether a validated check says that a column holds no NULL. */
    static boolean proves(Made made, String table, String column) {
        return made.notNullChecks.entrySet().stream()
                .anyMatch(check ->
                        check.getValue().equals(Columns.key(table, column)) && made.validated.contains(check.getKey()));
    }
}
