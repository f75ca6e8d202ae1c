package dev.tenancy.lint;

import dev.tenancy.lint.internal.Token;
import dev.tenancy.lint.internal.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The names with a schema in some tokens. That {@code a.b} is one, and no column of table {@code a}, its place says. */
final class References {

    private static final Set<String> BEFORE_A_TABLE = Set.of(
            "from", "join", "into", "update", "table", "only", "truncate", "view", "exists", "sequence", "index");
    private static final Set<String> ROWS = Set.of("new", "old", "excluded");

    private References() {}

    /**
     * A name and how it is used.
     *
     * @param sure whether its place shows that it has a schema; else it may be a column
     * @param foreignKey whether it follows REFERENCES
     * @param written whether the statement changes it
     */
    record Reference(ObjectName name, boolean sure, boolean foreignKey, boolean written) {}

    static List<Reference> in(List<Token> tokens) {
        Action action = Action.of(tokens);
        List<Reference> references = new ArrayList<>();
        for (int i = 0; i + 2 < tokens.size(); i++) {
            Token head = tokens.get(i);
            if (head.isName()
                    && tokens.get(i + 1).is(".")
                    && tokens.get(i + 2).isName()
                    && !Cursor.at(tokens, i - 1).is(".")
                    && !ROWS.contains(head.value())) {
                ObjectName name = new ObjectName(head.value(), tokens.get(i + 2).value(), head);
                boolean sure = before(tokens, i, BEFORE_A_TABLE)
                        || Cursor.at(tokens, i - 1).is("::")
                        || Cursor.at(tokens, i + 3).is("(");
                boolean written = written(tokens, i) || definesIt(action, name);
                boolean foreignKey = Cursor.at(tokens, i - 1).is("references");
                if (sure || written || foreignKey || !standsAlone(tokens, head.value())) {
                    references.add(new Reference(name, sure || written || foreignKey, foreignKey, written));
                }
            }
        }
        return references;
    }

    private static boolean before(List<Token> tokens, int i, Set<String> words) {
        Token token = Cursor.at(tokens, i - 1);
        return token.kind() == Kind.WORD && words.contains(token.value());
    }

    private static boolean written(List<Token> tokens, int i) {
        Token before = Cursor.at(tokens, i - 1);
        Token earlier = Cursor.at(tokens, i - 2);
        return before.is("into") && (earlier.is("insert") || earlier.is("merge"))
                || before.is("from") && earlier.is("delete")
                || before.is("update") && !earlier.is("for") && !earlier.is("of")
                || before.is("truncate");
    }

    private static boolean definesIt(Action action, ObjectName name) {
        return Set.of("create", "alter", "drop", "truncate").contains(action.verb())
                && (action.target().filter(target -> target.equals(name)).isPresent()
                        || action.object().filter(object -> object.equals(name)).isPresent());
    }

    /** A table or an alias of this name is somewhere in the statement. */
    private static boolean standsAlone(List<Token> tokens, String name) {
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.isName()
                    && token.value().equals(name)
                    && !Cursor.at(tokens, i + 1).is(".")
                    && !Cursor.at(tokens, i - 1).is(".")) {
                return true;
            }
        }
        return false;
    }
}
