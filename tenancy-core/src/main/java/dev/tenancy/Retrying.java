package dev.tenancy;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Repeats a unit of work as {@link Retry} says. */
final class Retrying {

    /** One whole attempt. */
    @FunctionalInterface
    interface Attempt<T extends @Nullable Object, X extends Exception> {
        T run() throws X;
    }

    private Retrying() {}

    static <T extends @Nullable Object, X extends Exception> T run(Retry retry, Attempt<T, X> attempt) throws X {
        for (int made = 1; ; made++) {
            try {
                return attempt.run();
            } catch (Exception failure) {
                if (made >= retry.attempts() || !SqlStates.repeatable(failure) || !slept(retry, made)) {
                    throw failure;
                }
            }
        }
    }

    private static boolean slept(Retry retry, int made) {
        long doubled = retry.firstDelay().toMillis() << Math.min(made - 1, 20);
        long longest = Math.min(doubled, retry.maxDelay().toMillis());
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(longest + 1));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
