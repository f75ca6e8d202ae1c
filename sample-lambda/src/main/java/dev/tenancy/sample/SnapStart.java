package dev.tenancy.sample;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.Map;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/**
 * Takes a snapshot without connections: before it, runs the code once, so that classes are loaded and SQL is rendered, then
 * closes what is open; after it, lets the pool open new ones.
 */
final class SnapStart implements Resource {

    private static final int ATTEMPTS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HikariDataSource pool;
    private final Runnable prime;

    private SnapStart(HikariDataSource pool, Runnable prime) {
        this.pool = pool;
        this.prime = prime;
    }

    /**
     * Asks to be told of snapshots.
     *
     * @return what the caller must keep: the registry forgets what nobody else holds
     */
    static SnapStart register(HikariDataSource pool, Runnable prime) {
        SnapStart hook = new SnapStart(pool, prime);
        Core.getGlobalContext().register(hook);
        return hook;
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) throws Exception {
        prime();
        pool.getHikariPoolMXBean().suspendPool();
        pool.getHikariPoolMXBean().softEvictConnections();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (pool.getHikariPoolMXBean().getTotalConnections() > 0) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "A connection is still open after " + PATIENCE + ": no snapshot with it.");
            }
            Thread.sleep(10);
        }
    }

    /** More than once if need be: the first connection loads the most classes, and no client waits for it. */
    private void prime() {
        for (int attempt = 1; ; attempt++) {
            try {
                prime.run();
                return;
            } catch (RuntimeException e) {
                if (attempt == ATTEMPTS) { // a slow first request is better than no deployment
                    Log.line("WARN", "The snapshot is taken without priming.", Map.of(), e);
                    return;
                }
            }
        }
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        pool.getHikariPoolMXBean().resumePool();
    }
}
