package dev.tenancy.flyway;

import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What is to be read in a chain of causes. */
final class Failures {

    private Failures() {}

    static Optional<SQLException> sql(Throwable failure) {
        Throwable cause = failure;
        SQLException found = null;
        for (int depth = 0; cause != null && depth < 20; depth++) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                found = sql;
            }
            cause = cause.getCause();
        }
        return Optional.ofNullable(found);
    }

    static Optional<String> sqlState(Throwable failure) {
        return sql(failure).map(SQLException::getSQLState);
    }

    static boolean connectionLost(Throwable failure) {
        return sqlState(failure)
                .filter(state -> state.startsWith("08") || state.startsWith("57P"))
                .isPresent();
    }

    /** One sentence: PostgreSQL's own where it is one of its errors. */
    static String text(Throwable failure) {
        String text = sql(failure)
                .map(e -> said(e) + " (" + e.getSQLState() + ")")
                .orElseGet(() -> failure.getMessage() == null ? failure.toString() : failure.getMessage());
        String line = text.strip().replaceAll("\\s*\\R\\s*", " ");
        return line.endsWith(".") || line.endsWith("!") ? line : line + ".";
    }

    /** Without the driver's own words around it, which are in the language of the JVM. */
    private static String said(SQLException failure) {
        ServerErrorMessage server = failure instanceof PSQLException e ? e.getServerErrorMessage() : null;
        if (server == null || server.getMessage() == null) {
            return String.valueOf(failure.getMessage());
        }
        return server.getMessage() + (server.getDetail() == null ? "" : ": " + server.getDetail());
    }
}
