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
