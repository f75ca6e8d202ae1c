package dev.tenancy.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that take one thing after the other from a list until none is left. */
final class Crew {

    /** What is done with each. */
    @FunctionalInterface
    interface Task<T> {

        void run(int worker, T thing) throws Exception;
    }

    private Crew() {}

    static <T> void work(int workers, List<T> things, Task<T> task) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        try {
            AtomicInteger next = new AtomicInteger();
            List<Callable<Integer>> crew = new ArrayList<>();
            for (int worker = 0; worker < workers; worker++) {
                int number = worker;
                crew.add(() -> {
                    int done = 0;
                    for (int i = next.getAndIncrement(); i < things.size(); i = next.getAndIncrement()) {
                        task.run(number, things.get(i));
                        done++;
                    }
                    return done;
                });
            }
            for (Future<Integer> one : threads.invokeAll(crew)) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
