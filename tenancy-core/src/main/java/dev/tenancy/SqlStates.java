package dev.tenancy;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL's and the driver's error codes mean to a unit of work. */
final class SqlStates {

    static final String ABORTED = "25P02";

    private static final Set<String> REPEATABLE = Set.of("40001", "40P01", "55P03", "57P01", "57P02", "57P03", "57P05");
    private static final Set<String> OUT_OF_REACH = Set.of("22023", "42501", "42P01", "3F000", "42883", "42704");
    private static final Set<String> FOREIGN = Set.of("42501", "42P05", "26000", "08P01");
    /** The longest chain of causes looked through: a bound, because a chain may be a ring. */
    private static final int DEPTH = 20;

    private SqlStates() {}

    /** Whether trying again from the start may help and cannot do harm. */
    static boolean repeatable(Throwable failure) {
        SQLException sql = in(failure, SQLException.class);
        if (sql == null || sql instanceof SQLTransientConnectionException) {
            return false; // an exhausted pool has waited already
        }
        if (in(failure, CommitUnknownException.class) != null) {
            return false; // also of a second connection, and also if the callback has wrapped it
        }
        String state = state(sql);
        return REPEATABLE.contains(state) || state.startsWith("08") || stalePlan(sql);
    }

    private static <T extends Throwable> @Nullable T in(Throwable failure, Class<T> type) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEPTH; depth++, cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }

    /** Whether an answer to COMMIT leaves open what became of it. A server that lives and says ERROR has rolled back. */
    static boolean commitUnknown(SQLException answer) {
        String state = state(answer);
        return state.isEmpty() || state.startsWith("08") || state.startsWith("57P") || state.equals("40003");
    }

    /** Whether the reason may be that a tenant, its role or its rights are missing. */
    static boolean outOfReach(SQLException failure) {
        return OUT_OF_REACH.contains(state(failure));
    }

    static boolean denied(SQLException failure) {
        return state(failure).equals("42501");
    }

    /** Whether the reason may be a statement that was prepared before its tables changed, or that is gone. */
    static boolean stale(SQLException failure) {
        String state = state(failure);
        return state.equals("0A000") || state.equals("26000");
    }

    /** Whether the statement was perhaps another's: denied, or the name that the driver gave it is taken, gone or means another one. */
    static boolean foreign(SQLException failure) {
        return FOREIGN.contains(state(failure));
    }

    private static boolean stalePlan(SQLException sql) {
        String message = sql.getMessage();
        return state(sql).equals("0A000")
                && message != null
                && message.contains("cached plan must not change result type");
    }

    private static String state(SQLException sql) {
        String state = sql.getSQLState();
        return state == null ? "" : state;
    }
}
