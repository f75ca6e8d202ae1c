package dev.tenancy.benchmarks;

import dev.tenancy.Tenancy;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/** What grows with the number of tenants, and what helps: {@link Growth}, and the driver's statement cache. */
final class ManySuite implements Suite {

    @Override
    public void run(Options options, Findings findings) throws Exception {
        Growth growth = new Growth();
        try (Lab lab = Lab.open(options.url())) {
            Crowd crowd = new Crowd(lab, "items");
            for (int tenants : Stream.of(100, 1_000, 10_000)
                    .filter(size -> size <= options.tenantsOr(10_000, 100))
                    .toList()) {
                crowd.growTo(tenants);
                growth.measure(lab, tenants);
                if (tenants == 1_000 || options.quick()) {
                    statementCache(lab, crowd, options, findings);
                }
            }
            findings.table(growth.table());
        }
    }

    /** Each tenant's SQL is another text, and the driver keeps a number of them on each connection. */
    private static void statementCache(Lab lab, Crowd crowd, Options options, Findings findings) throws Exception {
        int tenants = crowd.size();
        try (Pools pools = new Pools(lab, UnaryOperator.identity())) {
            Times times = new Race(List.of(
                            contender("one tenant, 256 statements", pools, lab, 256, 1, options),
                            contender("all in turn, 256 statements", pools, lab, 256, tenants, options),
                            contender("all in turn, 4,096 statements", pools, lab, 4_096, tenants, options)))
                    .run(options.pace());
            Table table = new Table(
                    "Four statements in each of " + tenants
                            + " tenants in turn, by the driver's preparedStatementCacheQueries",
                    "",
                    "a transaction",
                    "ratio");
            BarChart chart = new BarChart(
                    String.format(Locale.ROOT, "Four statements, %,d tenants in turn, by the driver's cache", tenants),
                    "microseconds a transaction, shorter is better");
            for (String name : times.names()) {
                chart.bar(name, times.median(name) / 1e3);
                table.row(
                        name,
                        Table.micros(times.median(name)),
                        Table.ratio(times.ratio(name, "one tenant, 256 statements")));
            }
            findings.table(table);
            options.write("many", chart.svg());
        }
    }

    private static Contender contender(
            String name, Pools pools, Lab lab, int statements, int tenants, Options options) {
        PGSimpleDataSource dataSource = lab.dataSource(Login.APP);
        dataSource.setPreparedStatementCacheQueries(statements);
        Tenancy tenancy =
                Tenancy.builder(pools.of(dataSource, 1)).layout(lab.layout()).build();
        Ours ours = new Ours(tenancy, tenants);
        // every tenant often enough that the driver prepares its statements on the server
        return new Contender(name, options.quick() ? 100 : 1_000, n -> ours.fourStatements(n % tenants));
    }
}
