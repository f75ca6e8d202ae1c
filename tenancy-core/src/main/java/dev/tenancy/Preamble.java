package dev.tenancy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL must be told before the first statement of a unit of work. All of it ends with the transaction.
 *
 * <p>The role is a parameter and no part of the text: the driver may name statements on the server, and behind a transaction
 * pooler such a name may stand for another client's statement. A text that named a role would then be another tenant's
 * role, exchanged together with the other tenant's query; a value is sent each time.
 *
 * @param sql statements, separated by semicolons; empty if nothing has to be said
 * @param results how many results they give, before those of the statement that follows in the same message
 * @param role the value of the text's only parameter; null if it has none
 */
record Preamble(String sql, int results, @Nullable String role) {

    static final Preamble NONE = new Preamble("", 0, null);

    /** The role comes last: it is set by a query, and the isolation level must be said before any. */
    static Preamble of(@Nullable String role, WorkOptions options) {
        List<String> statements = new ArrayList<>();
        if (options.isReadOnly() || options.isolation().isPresent()) {
            statements.add(CatalogQueries.setTransaction(options));
        }
        options.statementTimeout().map(CatalogQueries::setLocalStatementTimeout).ifPresent(statements::add);
        if (role != null) {
            statements.add(CatalogQueries.SET_ROLE);
        }
        return statements.isEmpty() ? NONE : new Preamble(String.join(";", statements), statements.size(), role);
    }

    boolean isEmpty() {
        return results == 0;
    }

    int parameters() {
        return role == null ? 0 : 1;
    }

    /** One message: the driver sends statements joined by a semicolon together. No space, so that error positions stay right. */
    PreparedStatement before(String statement, Connection raw) throws SQLException {
        return bound(raw.prepareStatement(sql + ";" + statement));
    }

    void send(Connection raw) throws SQLException {
        try (PreparedStatement alone = bound(raw.prepareStatement(sql))) {
            alone.execute();
        }
    }

    PreparedStatement bound(PreparedStatement statement) throws SQLException {
        if (role != null) {
            statement.setString(1, role);
        }
        return statement;
    }
}
