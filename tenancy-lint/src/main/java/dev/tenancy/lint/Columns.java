package dev.tenancy.lint;

import dev.tenancy.lint.internal.Statement;
import dev.tenancy.lint.internal.Token;
import dev.tenancy.lint.internal.Token.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The types that CREATE TABLE and ADD COLUMN give to columns. */
final class Columns {

    private static final Set<String> NO_COLUMN =
            Set.of("constraint", "check", "unique", "primary", "foreign", "exclude", "like");
    private static final Set<String> ENDS_A_TYPE = Set.of(
            "not",
            "null",
            "default",
            "primary",
            "unique",
            "check",
            "references",
            "generated",
            "constraint",
            "collate",
            "using",
            "deferrable",
            "initially",
            "storage",
            "compression");

    private Columns() {}

    /** By table and column. */
    static Map<String, List<Token>> of(Statement statement, Action action) {
        Map<String, List<Token>> types = new HashMap<>();
        if (action.is("create", "table")) {
            action.target().ifPresent(table -> Clauses.of(Clauses.bracketed(statement.tokens(), action.rest()))
                    .forEach(column -> put(types, table, column)));
        } else if (action.is("alter", "table")) {
            action.target().ifPresent(table -> Clauses.of(statement
                            .tokens()
                            .subList(action.rest(), statement.tokens().size()))
                    .forEach(clause -> added(clause, types, table)));
        }
        return types;
    }

    private static void added(List<Token> clause, Map<String, List<Token>> types, ObjectName table) {
        Cursor cursor = new Cursor(clause, 0);
        if (cursor.accept("add")) {
            cursor.accept("column");
            cursor.accept("if", "not", "exists");
            put(types, table, clause.subList(Math.min(cursor.at(), clause.size()), clause.size()));
        }
    }

    private static void put(Map<String, List<Token>> types, ObjectName table, List<Token> column) {
        if (!column.isEmpty()
                && column.get(0).isName()
                && !(column.get(0).kind() == Kind.WORD
                        && NO_COLUMN.contains(column.get(0).value()))) {
            types.put(key(table.name(), column.get(0).value()), type(column.subList(1, column.size())));
        }
    }

    static String key(String table, String column) {
        return table + "." + column;
    }

    /** The tokens of a type, without what follows it. */
    static List<Token> type(List<Token> tokens) {
        int end = 0;
        while (end < tokens.size()
                && !(tokens.get(end).kind() == Kind.WORD
                        && ENDS_A_TYPE.contains(tokens.get(end).value()))) {
            end++;
        }
        return tokens.subList(0, end);
    }
}
