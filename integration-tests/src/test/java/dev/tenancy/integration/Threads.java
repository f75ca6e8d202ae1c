package dev.tenancy.integration;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads of the newest kind that this JVM has. */
final class Threads {

    private Threads() {}

    /** Compiled for 17, so by reflection. On a JVM without virtual threads platform threads do the same work, and it is said. */
    static ExecutorService virtualIfTheJvmHasThem() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException old) {
            System.err.println(
                    "WARNING: Java " + Runtime.version().feature()
                            + " has no virtual threads: platform threads take their place in this test. Run it on 21 or newer as well.");
            return Executors.newCachedThreadPool();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
