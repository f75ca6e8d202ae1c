package dev.tenancy.sample;

import dev.tenancy.CommitUnknownException;
import dev.tenancy.ConnectionUnavailableException;
import dev.tenancy.InvalidTenantIdException;
import dev.tenancy.TenantBehindException;
import dev.tenancy.TenantNotActiveException;
import dev.tenancy.TenantNotFoundException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which answer a failure is. What a client gets to see is written here or in a {@link Problem}, nowhere else. */
final class Failures {

    /** Seconds. Aurora takes about 15 to come back from a pause. */
    private static final String RETRY_AFTER = "5";

    /**
     * Connection, login, resources, shutdown or timeout, lock. A login is refused while its password is rotated, between
     * PostgreSQL's new one and the secret's.
     */
    private static final List<String> UNAVAILABLE = List.of("08", "28", "53", "57", "55P03");

    private Failures() {}

    static Problem problem(Throwable failure) {
        if (failure instanceof Problem problem) {
            return problem;
        }
        if (failure instanceof InvalidTenantIdException invalid) {
            return Problem.badRequest(String.valueOf(invalid.getMessage())); // quotes what the client sent, escaped
        }
        if (failure instanceof TenantNotFoundException || failure instanceof TenantNotActiveException) {
            return new Problem(404, "There is no such tenant, or it is not active."); // one answer: nobody learns which
        }
        if (failure instanceof CommitUnknownException) {
            return new Problem(500, "It is unknown whether the change was kept. Read before you repeat it.");
        }
        if (failure instanceof ConnectionUnavailableException) {
            return unavailable();
        }
        if (failure instanceof TenantBehindException) {
            return new Problem(503, "The tenant is being updated. Try again.", Map.of("Retry-After", RETRY_AFTER));
        }
        return databaseProblem(sqlException(failure));
    }

    private static Problem databaseProblem(@Nullable SQLException failure) {
        if (failure instanceof SQLTransientConnectionException) { // the pool's
            return unavailable();
        }
        String state = failure == null || failure.getSQLState() == null ? "" : failure.getSQLState();
        if (UNAVAILABLE.stream().anyMatch(state::startsWith)) {
            return unavailable();
        }
        if (state.startsWith("40")) {
            return new Problem(409, "Another change to the same item came between. Try again.");
        }
        return new Problem(500, "Something went wrong. The correlation id finds it in the log.");
    }

    private static Problem unavailable() {
        return new Problem(503, "The database cannot be reached now. Try again.", Map.of("Retry-After", RETRY_AFTER));
    }

    static @Nullable SQLException sqlException(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 20; depth++, cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }
}
