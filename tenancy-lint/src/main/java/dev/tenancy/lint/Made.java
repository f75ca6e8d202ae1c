package dev.tenancy.lint;

import dev.tenancy.lint.internal.Statement;
import dev.tenancy.lint.internal.Token;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What scripts make in the tenant's own schema. Not safe for several threads. */
final class Made {

    /** Tables that new scripts make: nobody waits for them, they have no rows. */
    final Set<String> newTables = new HashSet<>();

    final Set<String> relations = new HashSet<>();
    final Set<String> types = new HashSet<>();
    final Set<String> functions = new HashSet<>();
    final Set<String> volatileFunctions = new HashSet<>();

    /** Functions that an ALTER gives a path. */
    final Set<String> pathedFunctions = new HashSet<>();

    /** Names that a trigger gives to the rows it is called for. */
    final Set<String> transitionTables = new HashSet<>();

    /** By table and column, as it was written first. */
    final Map<String, List<Token>> columnTypes = new HashMap<>();

    /** By table and name: CHECK (column IS NOT NULL), validated or not. */
    final Map<String, String> notNullChecks = new HashMap<>();

    final Set<String> validated = new HashSet<>();

    void add(Statement statement, Action action, boolean isNew) {
        String verb = action.verb();
        action.object().filter(ObjectName::own).ifPresent(object -> {
            if (verb.equals("create")) {
                created(statement, action, object.name(), isNew);
            } else if (verb.equals("alter") && action.isRoutine() && statement.contains("set", "search_path")) {
                pathedFunctions.add(object.name());
            }
        });
        if (action.is("create", "trigger")) {
            transitionTables(statement.tokens());
        }
        Columns.of(statement, action).forEach((column, type) -> columnTypes.putIfAbsent(column, type));
        NotNullChecks.collect(statement, action, this);
    }

    private void created(Statement statement, Action action, String name, boolean isNew) {
        if (action.kind().equals("table") || action.kind().equals("foreign table")) {
            relations.add(name);
            if (isNew || action.temporary()) {
                newTables.add(name);
            }
        } else if (action.isView() || action.kind().equals("sequence")) {
            relations.add(name);
            if (isNew) {
                newTables.add(name);
            }
        } else if (action.kind().equals("type") || action.kind().equals("domain")) {
            types.add(name);
        } else if (action.isRoutine() || action.kind().equals("aggregate")) {
            functions.add(name);
            if (!statement.contains("immutable") && !statement.contains("stable")) {
                volatileFunctions.add(name);
            }
        }
    }

    private void transitionTables(List<Token> tokens) {
        for (int i = 0; i + 3 < tokens.size(); i++) {
            if ((tokens.get(i).is("new") || tokens.get(i).is("old"))
                    && tokens.get(i + 1).is("table")) {
                transitionTables.add(
                        tokens.get(tokens.get(i + 2).is("as") ? i + 3 : i + 2).value());
            }
        }
    }
}
