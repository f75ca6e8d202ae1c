package dev.tenancy.lint;

import dev.tenancy.lint.internal.Statement;
import dev.tenancy.lint.internal.Token;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a statement does.
 *
 * @param verb its first word in lower case: {@code create}, {@code insert}
 * @param kind what it makes, alters or drops: {@code table}, {@code materialized view}; empty for other verbs
 * @param target what it does it to: of an index, a trigger, a policy or a rule, the table; empty if that is not known
 * @param object the name of what is made, altered or dropped; the same as the target of a table
 * @param temporary whether it makes something that goes with the session
 * @param rest the index of the token behind the names
 */
record Action(
        String verb,
        String kind,
        Optional<ObjectName> target,
        Optional<ObjectName> object,
        boolean temporary,
        int rest) {

    private static final Set<String> TWO_WORDS =
            Set.of("materialized", "event", "foreign", "user mapping", "access", "default", "text", "operator");
    private static final Set<String> ON_A_TABLE = Set.of("index", "trigger", "policy", "rule");

    static Action of(Statement statement) {
        return of(statement.tokens());
    }

    static Action of(List<Token> tokens) {
        Cursor cursor = new Cursor(tokens, 0);
        String verb = cursor.next().value();
        return switch (verb) {
            case "create", "alter", "drop" -> definition(verb, cursor, tokens);
            case "insert", "merge" -> change(verb, cursor, "into");
            case "delete" -> change(verb, cursor, "from");
            case "update" -> change(verb, cursor, "only");
            case "truncate" -> change(verb, cursor, "table", "only");
            default -> new Action(verb, "", Optional.empty(), Optional.empty(), false, 1);
        };
    }

    private static Action change(String verb, Cursor cursor, String... before) {
        cursor.skip(before);
        cursor.skip("only");
        Optional<ObjectName> table = cursor.name();
        return new Action(verb, "", table, table, false, cursor.at());
    }

    private static Action definition(String verb, Cursor cursor, List<Token> tokens) {
        boolean temporary = modifiers(cursor);
        String kind = cursor.next().value();
        if (TWO_WORDS.contains(kind) || kind.equals("user") && cursor.peek().is("mapping")) {
            kind += " " + cursor.next().value();
        }
        cursor.accept("concurrently");
        if (!cursor.accept("if", "not", "exists")) {
            cursor.accept("if", "exists");
        }
        cursor.accept("only");
        boolean nameless = kind.equals("index") && cursor.peek().is("on") && verb.equals("create");
        Optional<ObjectName> object = nameless ? Optional.empty() : cursor.name();
        Optional<ObjectName> target = object;
        if (ON_A_TABLE.contains(kind)) {
            target = Optional.empty();
            if (cursor.seek(kind.equals("rule") ? "to" : "on")) {
                cursor.accept("only");
                target = cursor.name();
            } else {
                cursor = new Cursor(tokens, tokens.size());
            }
        }
        return new Action(verb, kind, target, object, temporary, cursor.at());
    }

    private static boolean modifiers(Cursor cursor) {
        cursor.accept("or", "replace");
        cursor.skip("global", "local");
        boolean temporary = cursor.acceptAny("temp", "temporary");
        cursor.skip("unlogged", "recursive", "unique", "constraint", "trusted", "procedural");
        return temporary;
    }

    boolean is(String verb, String kind) {
        return this.verb.equals(verb) && this.kind.equals(kind);
    }

    boolean isRoutine() {
        return kind.equals("function") || kind.equals("procedure") || kind.equals("routine");
    }

    boolean isView() {
        return kind.equals("view") || kind.equals("materialized view");
    }
}
