package dev.tenancy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL must be told before the first statement of a unit of work. All of it ends with the transaction.
 *
 * @param sql statements, separated by semicolons; empty if nothing has to be said
 * @param results how many results they give, before those of the statement that follows in the same message
 */
record Preamble(String sql, int results) {

    static final Preamble NONE = new Preamble("", 0);

    static Preamble ofTransaction(@Nullable String role, WorkOptions options) {
        List<String> statements = new ArrayList<>();
        if (role != null) {
            statements.add(CatalogQueries.setLocalRole(role));
        }
        if (options.isReadOnly() || options.isolation().isPresent()) {
            statements.add(CatalogQueries.setTransaction(options));
        }
        options.statementTimeout().map(CatalogQueries::setLocalStatementTimeout).ifPresent(statements::add);
        return statements.isEmpty() ? NONE : new Preamble(String.join("; ", statements), statements.size());
    }

    static Preamble ofStatement(@Nullable String role) {
        return role == null ? NONE : new Preamble(CatalogQueries.setRoleForOneMessage(role), 1);
    }

    boolean isEmpty() {
        return results == 0;
    }

    /** One message: the driver sends statements joined by a semicolon together. No space, so that error positions stay right. */
    String before(String statement) {
        return isEmpty() ? statement : sql + ";" + statement;
    }
}
