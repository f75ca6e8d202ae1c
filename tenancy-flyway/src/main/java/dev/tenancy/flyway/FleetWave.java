package dev.tenancy.flyway;

import dev.tenancy.flyway.FleetReport.Ended;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Some tenants, visited by some threads; their outcomes are taken by one thread, one after the other. */
final class FleetWave<T, O extends Outcome> {

    private static final AtomicInteger THREADS = new AtomicInteger();

    private final FleetCrew<T, O> crew;
    private final FleetBrake brake;
    private final Queue<T> tenants;
    /** Empty for a worker that has ended. */
    private final BlockingQueue<Optional<O>> outcomes;

    private final List<Future<?>> workers;
    private int working;
    private boolean interrupted;

    FleetWave(List<T> tenants, FleetCrew<T, O> crew, FleetBrake brake) {
        this.crew = crew;
        this.brake = brake;
        this.tenants = new ConcurrentLinkedQueue<>(tenants);
        this.outcomes = new LinkedBlockingQueue<>(crew.ahead());
        this.working = Math.min(crew.workers(), tenants.size());
        ExecutorService threads = Executors.newFixedThreadPool(working, FleetWave::thread);
        this.workers = IntStream.range(0, working)
                .<Future<?>>mapToObj(i -> threads.submit(this::work))
                .toList();
        threads.shutdown();
    }

    /** A daemon: who waits for it keeps the process alive, and nobody else has to. */
    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "tenancy-fleet-" + THREADS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    private void work() {
        try (FleetWorker<T, O> worker = crew.worker().get()) {
            for (T next = next(); next != null; next = next()) {
                O outcome = worker.visit(next);
                brake.count(outcome);
                put(Optional.of(outcome));
            }
        } catch (Throwable mistake) {
            brake.stop(Ended.HALTED, "The run was halted before it came to this tenant, by " + mistake + ".");
            throw mistake;
        } finally {
            put(Optional.empty());
        }
    }

    private @Nullable T next() {
        return brake.mayStart() ? tenants.poll() : null;
    }

    /** Work that has left this thread interrupted has done so to itself: nobody else interrupts it. */
    private void put(Optional<O> outcome) {
        while (true) {
            try {
                outcomes.put(outcome);
                return;
            } catch (InterruptedException again) {
                // which clears it: nothing may be lost, and the next tenant's work is to begin as any other
            }
        }
    }

    /** The next outcome; null when all workers have ended. An interrupt of who waits ends the run, and is kept. */
    @Nullable
    O take() {
        while (working > 0) {
            Optional<O> next = waitForNext();
            if (next.isPresent()) {
                return next.get();
            }
            working--;
        }
        if (interrupted) {
            interrupted = false;
            Thread.currentThread().interrupt();
        }
        workers.forEach(FleetWave::rethrow);
        return null;
    }

    private Optional<O> waitForNext() {
        while (true) {
            try {
                return outcomes.take();
            } catch (InterruptedException e) {
                interrupted = true;
                brake.stop(Ended.CANCELLED, "The run was interrupted before it came to this tenant.");
            }
        }
    }

    /** What is left is a mistake of ours, or an Error. */
    private static void rethrow(Future<?> worker) {
        try {
            worker.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
