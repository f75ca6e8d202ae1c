package dev.tenancy.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.Tenancy;
import dev.tenancy.TenantRegistry;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** What stays in memory when many tenants were touched: of the process, and of the backend that served them. */
final class MemorySuite implements Suite {

    @Override
    public void run(Options options, Findings findings) throws Exception {
        int many = options.tenantsOr(10_000, 1_500);
        int few = options.quick() ? 300 : Math.max(1, many / 10);
        try (Lab lab = Lab.open(options.url())) {
            Crowd crowd = new Crowd(lab, "items");
            crowd.growTo(many);
            Lab.execute(
                    lab.dataSource(Login.ADMINISTRATOR),
                    "grant select on pg_backend_memory_contexts to " + lab.loginName(Login.APP)
                            + "; grant execute on function pg_get_backend_memory_contexts() to "
                            + lab.loginName(Login.APP));
            try (Pools pools = new Pools(lab, UnaryOperator.identity())) {
                measure(pools, few, many, options, findings);
            }
        }
    }

    private static void measure(Pools pools, int few, int many, Options options, Findings findings) throws Exception {
        HikariDataSource app = pools.of(pools.lab().dataSource(Login.APP), 1);
        Ours ours = new Ours(
                Tenancy.builder(app)
                        .layout(pools.lab().layout())
                        .registry(
                                TenantRegistry.table(app, pools.lab().layout()).cached(Duration.ofMinutes(10)))
                        .build(),
                many);
        touch(ours, 0, 1);
        long heapOfOne = heap();
        long backendOfOne = backend(app);
        touch(ours, 0, few);
        long heapOfFew = heap();
        long backendOfFew = backend(app);
        touch(ours, few, many);
        long heapOfMany = heap();
        findings.table(
                new Table("Memory after so many tenants", "tenants", "heap", "beyond one tenant's", "its backend")
                        .row(1, megabytes(heapOfOne), megabytes(0), megabytes(backendOfOne))
                        .row(few, megabytes(heapOfFew), megabytes(heapOfFew - heapOfOne), megabytes(backendOfFew))
                        .row(many, megabytes(heapOfMany), megabytes(heapOfMany - heapOfOne), megabytes(backend(app))));
        options.write(
                "memory",
                new BarChart("The heap of a process, after so many tenants", "megabytes")
                        .bar("ours, 1 tenant", inMegabytes(heapOfOne))
                        .bar(String.format(Locale.ROOT, "ours, %,d tenants", few), inMegabytes(heapOfFew))
                        .bar(String.format(Locale.ROOT, "ours, %,d tenants", many), inMegabytes(heapOfMany))
                        .svg());
        touch(ours, 0, 1); // so that all of it is still in use
        findings.bar("memory", (double) heapOfMany / heapOfFew);
    }

    private static void touch(Ours ours, int from, int to) {
        for (int i = from; i < to; i++) {
            ours.read(i);
            ours.fourStatements(i);
        }
    }

    private static long heap() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(50);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long backend(HikariDataSource app) throws SQLException {
        try (Connection connection = app.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select sum(total_bytes) from pg_backend_memory_contexts")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", inMegabytes(bytes));
    }

    private static double inMegabytes(long bytes) {
        return (double) bytes / (1 << 20);
    }
}
