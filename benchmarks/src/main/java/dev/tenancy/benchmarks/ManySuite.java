package dev.tenancy.benchmarks;

import dev.tenancy.IsolationCheck;
import dev.tenancy.Tenancy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/** What grows with the number of tenants, and what helps: roles, the driver's statement cache, the self-check. */
final class ManySuite implements Suite {

    private static final int TIMES = 5;

    @Override
    public void run(Options options, Findings findings) throws Exception {
        Table table = new Table(
                "Roles and the self-check",
                "tenants",
                "first SET ROLE of a session",
                "again",
                "after a CREATE ROLE elsewhere",
                "verifyIsolation");
        try (Lab lab = Lab.open(options.url())) {
            Crowd crowd = new Crowd(lab, "items");
            for (int tenants : Stream.of(100, 1_000, 10_000)
                    .filter(size -> size <= options.tenantsOr(10_000, 100))
                    .toList()) {
                crowd.growTo(tenants);
                table.row(row(lab, tenants));
                if (tenants == 1_000 || options.quick()) {
                    statementCache(lab, crowd, options, findings);
                }
            }
            findings.table(table);
        }
    }

    private static Object[] row(Lab lab, int tenants) throws SQLException {
        List<Double> first = new ArrayList<>();
        List<Double> again = new ArrayList<>();
        List<Double> churned = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            try (Connection session = lab.dataSource(Login.APP).getConnection();
                    Statement statement = session.createStatement()) {
                first.add(setRole(lab, statement));
                again.add(setRole(lab, statement));
                String passing = lab.loginName(Login.PLAIN) + "_passing";
                Lab.execute(lab.dataSource(Login.ADMINISTRATOR), "create role " + passing);
                churned.add(setRole(lab, statement));
                Lab.execute(lab.dataSource(Login.ADMINISTRATOR), "drop role " + passing);
            }
        }
        return new Object[] {
            tenants,
            Table.millis(Times.median(first)),
            Table.millis(Times.median(again)),
            Table.millis(Times.median(churned)),
            Table.millis(Times.median(check(lab)))
        };
    }

    private static double setRole(Lab lab, Statement statement) throws SQLException {
        long start = System.nanoTime();
        statement.execute("set role \"" + lab.layout().roleOf(Crowd.tenant(0)) + '"');
        long end = System.nanoTime();
        statement.execute("reset role");
        return end - start;
    }

    private static List<Double> check(Lab lab) {
        Tenancy tenancy =
                Tenancy.builder(lab.dataSource(Login.APP)).layout(lab.layout()).build();
        List<Double> took = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            long start = System.nanoTime();
            IsolationCheck check = tenancy.verifyIsolation();
            took.add((double) (System.nanoTime() - start));
            check.findings().stream().limit(1).forEach(finding -> {
                throw new IllegalStateException("The crowd is not isolated: " + finding);
            });
        }
        return took;
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
