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
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Some tenants, worked on by some threads; their outcomes are told on the calling thread, one after the other. */
final class FleetWave {

    private static final AtomicInteger THREADS = new AtomicInteger();

    private final Parts parts;
    private final FleetPlan plan;
    private final FleetBrake brake;
    private final Queue<TenantPlan> queue;
    /** Empty for a worker that has ended. */
    private final BlockingQueue<Optional<TenantMigration>> outcomes = new LinkedBlockingQueue<>();

    FleetWave(Parts parts, FleetPlan plan, FleetBrake brake, List<TenantPlan> tenants) {
        this.parts = parts;
        this.plan = plan;
        this.brake = brake;
        this.queue = new ConcurrentLinkedQueue<>(tenants);
    }

    void run(int parallelism, Consumer<TenantMigration> done) {
        int workers = Math.min(parallelism, queue.size());
        ExecutorService threads = Executors.newFixedThreadPool(
                workers, work -> new Thread(work, "tenancy-fleet-" + THREADS.incrementAndGet()));
        List<Future<?>> all = IntStream.range(0, workers)
                .<Future<?>>mapToObj(i -> threads.submit(this::work))
                .toList();
        threads.shutdown();
        tellUntilAllEnded(workers, done);
        all.forEach(FleetWave::rethrow);
    }

    private void work() {
        try {
            new FleetWorker(parts, plan, brake, queue, outcome -> outcomes.add(Optional.of(outcome))).run();
        } finally {
            outcomes.add(Optional.empty());
        }
    }

    private void tellUntilAllEnded(int workers, Consumer<TenantMigration> done) {
        boolean interrupted = false;
        for (int working = workers; working > 0; ) {
            try {
                Optional<TenantMigration> next = outcomes.take();
                next.ifPresent(done);
                working -= next.isEmpty() ? 1 : 0;
            } catch (InterruptedException e) {
                interrupted = true;
                brake.stop(Ended.CANCELLED, "The run was interrupted before it came to this tenant.");
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A worker makes an outcome of every exception; what is left is a mistake of ours, or an Error. */
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
