package dev.tenancy.lint;

import dev.tenancy.lint.internal.Token;
import dev.tenancy.lint.internal.Token.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The names in a function's body that PostgreSQL looks up by the search path. SQL that the body makes up is not seen. */
final class Unqualified {

    private static final Set<String> NO_TABLE =
            Set.of("select", "lateral", "rows", "only", "values", "current", "stdin");
    private static final Set<String> SYNTAX_WITH_FROM = Set.of("extract", "substring", "trim", "overlay", "position");
    private static final Set<String> TAKES_A_NAME =
            Set.of("nextval", "currval", "setval", "to_regclass", "pg_get_serial_sequence");
    private static final Set<String> NO_UPDATE = Set.of("for", "on", "do", "key", "before", "after", "or");

    private final List<Token> tokens;
    private final Made made;
    private final Set<String> notTables = new HashSet<>();
    private final Set<String> names = new TreeSet<>();

    private Unqualified(List<Token> tokens, Made made) {
        this.tokens = tokens;
        this.made = made;
    }

    static Set<String> in(Body body, Made made) {
        Unqualified unqualified = new Unqualified(body.tokens(), made);
        unqualified.notTables.addAll(made.transitionTables);
        unqualified.collectNamesOfItsOwn();
        for (int i = 0; i < body.tokens().size(); i++) {
            unqualified.look(i);
        }
        return unqualified.names;
    }

    /** WITH queries, temporary tables, cursors and variables. */
    private void collectNamesOfItsOwn() {
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            Token next = at(i + 1);
            boolean with = next.is("as")
                    && (at(i + 2).is("(")
                            || at(i + 2).is("materialized")
                            || at(i + 2).is("not"));
            boolean withColumns =
                    next.is("(") && (at(i - 1).is("with") || at(i - 1).is("recursive"));
            if (token.isName() && (with || withColumns || next.is("cursor") || next.is("refcursor"))) {
                notTables.add(token.value());
            } else if ((token.is("temp") || token.is("temporary")) && next.is("table")) {
                new Cursor(tokens, at(i + 2).is("if") ? i + 5 : i + 2)
                        .name()
                        .ifPresent(name -> notTables.add(name.name()));
            }
        }
    }

    private void look(int i) {
        Token token = tokens.get(i);
        boolean bare = token.isName() && !at(i - 1).is(".") && !at(i + 1).is(".");
        if (bare && (isTable(i) || isFunction(i) || isType(i)) && !notTables.contains(token.value())) {
            names.add(token.value());
        } else if (token.kind() == Kind.STRING && isNameInString(i)) {
            names.add(token.value());
        }
    }

    private boolean isTable(int i) {
        Token token = tokens.get(i);
        Token before = at(i - 1);
        Token earlier = at(i - 2);
        if (token.kind() == Kind.WORD && NO_TABLE.contains(token.value())
                || token.value().startsWith("pg_")
                || at(i + 1).is("(") && !made.functions.contains(token.value()) && !before.is("into")) {
            return false;
        }
        if (before.is("from")) {
            return !earlier.is("distinct") && !fetches(i) && !withinSyntax(i);
        }
        return before.is("join")
                || before.is("into") && (earlier.is("insert") || earlier.is("merge"))
                || before.is("update") && !(earlier.kind() == Kind.WORD && NO_UPDATE.contains(earlier.value()))
                || before.is("only")
                || before.is("table") && (earlier.is("truncate") || earlier.is("alter"))
                || at(i + 1).is("%") && (at(i + 2).is("rowtype") || at(i + 2).is("type"));
    }

    private boolean isFunction(int i) {
        return at(i + 1).is("(") && made.functions.contains(tokens.get(i).value());
    }

    private boolean isType(int i) {
        boolean cast = at(i - 1).is("::");
        boolean declared = at(i - 1).isName() && (at(i + 1).is(";") || at(i + 1).is(":="));
        return (cast || declared) && made.types.contains(tokens.get(i).value());
    }

    private boolean isNameInString(int i) {
        String value = tokens.get(i).value();
        boolean argument = at(i - 1).is("(")
                && at(i - 2).kind() == Kind.WORD
                && TAKES_A_NAME.contains(at(i - 2).value());
        boolean cast = at(i + 1).is("::") && at(i + 2).is("regclass");
        return (argument || cast) && value.matches("[a-z_][a-z0-9_$]*");
    }

    private boolean fetches(int i) {
        for (int back = i - 1; back >= Math.max(0, i - 4); back--) {
            if (at(back).is("fetch") || at(back).is("move")) {
                return true;
            }
        }
        return false;
    }

    /** EXTRACT(YEAR FROM x). */
    private boolean withinSyntax(int i) {
        int depth = 0;
        for (int back = i - 1; back >= 0; back--) {
            depth += at(back).is(")") ? 1 : at(back).is("(") ? -1 : 0;
            if (depth < 0) {
                return at(back - 1).kind() == Kind.WORD
                        && SYNTAX_WITH_FROM.contains(at(back - 1).value());
            }
        }
        return false;
    }

    private Token at(int i) {
        return Cursor.at(tokens, i);
    }
}
