package dev.tenancy.flyway;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Repeats what failed only because somebody else was at it, after a pause that is longer each time and never the same. */
final class Attempts {

    private static final String LOCK_TIMEOUT = "55P03";
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    private final int most;

    Attempts(int most) {
        this.most = most;
    }

    <T> T run(Supplier<T> work) {
        return run(work, Attempts::transientFailure);
    }

    /** A lock that was not granted in time is not waited for again: Flyway's run, which comes next, does that as often as may be. */
    <T> T runBatch(Supplier<T> work) {
        return run(work, e -> transientFailure(e) && !lockTimeout(e));
    }

    private <T> T run(Supplier<T> work, Predicate<RuntimeException> again) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (RuntimeException e) {
                if (attempt >= most || !again.test(e)) {
                    throw e;
                }
                pause(attempt, e);
            }
        }
    }

    /**
     * A lock not granted in time, a deadlock, or two sessions that changed one row of the catalog: concurrent GRANTs are
     * XX000 "tuple concurrently updated", concurrent CREATEs 23505 on an index of pg_catalog.
     */
    static boolean transientFailure(Throwable failure) {
        return Failures.sql(failure)
                .filter(e -> switch (e.getSQLState()) {
                    case "40001", "40P01", LOCK_TIMEOUT -> true;
                    case "XX000" -> String.valueOf(e.getMessage()).contains("concurrently");
                    case "23505" -> String.valueOf(e.getMessage()).contains("\"pg_");
                    default -> false;
                })
                .isPresent();
    }

    private static boolean lockTimeout(Throwable failure) {
        return Failures.sqlState(failure).filter(LOCK_TIMEOUT::equals).isPresent();
    }

    private static void pause(int attempt, RuntimeException failure) {
        long longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempt, 6));
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}
