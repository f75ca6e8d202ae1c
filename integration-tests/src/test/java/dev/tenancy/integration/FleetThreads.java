package dev.tenancy.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of a fleet's work and queries. */
final class FleetThreads {

    private FleetThreads() {}

    private static List<Thread> all() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("tenancy-fleet-\\d+"))
                .toList();
    }

    /** They have nothing left to do, but a thread needs a moment to end. */
    static void assertEnd() {
        for (Thread thread : all()) {
            try {
                thread.join(60_000);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
    }

    static void waitUntilAllWait(AtomicInteger asked, int many) throws InterruptedException {
        for (int i = 0; i < 6_000; i++) {
            List<Thread> threads = all();
            if (asked.get() >= many
                    && !threads.isEmpty()
                    && threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING)) {
                return;
            }
            Thread.sleep(10);
        }
        throw new AssertionError("they do not wait");
    }
}
