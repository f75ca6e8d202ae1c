package dev.tenancy.cli;

import java.sql.SQLException;
import java.util.Optional;

/** What a database's failure says. */
final class Sql {

    private Sql() {}

    static Optional<String> state(Throwable failure) {
        return innermost(failure).map(SQLException::getSQLState);
    }

    /** One line that is a sentence. */
    static String text(Throwable failure) {
        String text =
                innermost(failure).map(Throwable::getMessage).orElseGet(() -> String.valueOf(failure.getMessage()));
        String line = text.strip().replaceAll("\\s*\\R\\s*", " ");
        return line.endsWith(".") ? line : line + ".";
    }

    /** The same, and what lies under it where the driver keeps that to itself: an unknown host, a certificate. */
    static String connecting(Throwable failure) {
        Throwable root = failure;
        for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
            root = root.getCause();
        }
        String text = text(failure);
        boolean said = root instanceof SQLException
                || root instanceof java.net.ConnectException // the driver says that one itself
                || text.contains(String.valueOf(root.getMessage()));
        return said ? text : text + " (" + root.getClass().getSimpleName() + ": " + root.getMessage() + ")";
    }

    private static Optional<SQLException> innermost(Throwable failure) {
        SQLException found = null;
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 20; depth++) {
            found = cause instanceof SQLException sql && sql.getSQLState() != null ? sql : found;
            cause = cause.getCause();
        }
        return Optional.ofNullable(found);
    }
}
