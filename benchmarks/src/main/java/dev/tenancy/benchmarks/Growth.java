package dev.tenancy.benchmarks;

import dev.tenancy.IsolationCheck;
import dev.tenancy.Tenancy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a session, the owner and the disk pay for so many tenants: roles, the self-check, the catalog. */
final class Growth {

    private static final int TIMES = 5;

    private final Table table = new Table(
            "What grows with the tenants (of one table)",
            "tenants",
            "first SET ROLE of a session",
            "again",
            "after a CREATE ROLE elsewhere",
            "a tenant's role made by the owner",
            "verifyIsolation",
            "database",
            "files");

    Table table() {
        return table;
    }

    void measure(Lab lab, int tenants) throws SQLException {
        List<Double> first = new ArrayList<>();
        List<Double> again = new ArrayList<>();
        List<Double> churned = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            try (Connection session = lab.dataSource(Login.APP).getConnection();
                    Statement statement = session.createStatement()) {
                first.add(setRole(lab, statement));
                again.add(setRole(lab, statement));
                createRole(lab);
                churned.add(setRole(lab, statement));
            }
        }
        table.row(
                tenants,
                Table.millis(Times.median(first)),
                Table.millis(Times.median(again)),
                Table.millis(Times.median(churned)),
                Table.millis(Times.median(makeRole(lab))),
                Table.millis(Times.median(check(lab))),
                size(lab),
                files(lab));
    }

    private static double setRole(Lab lab, Statement statement) throws SQLException {
        long start = System.nanoTime();
        statement.execute("set role \"" + lab.layout().roleOf(Crowd.tenant(0)) + '"');
        long end = System.nanoTime();
        statement.execute("reset role");
        return end - start;
    }

    private static void createRole(Lab lab) throws SQLException {
        String passing = lab.loginName(Login.PLAIN) + "_passing";
        Lab.execute(lab.dataSource(Login.ADMINISTRATOR), "create role " + passing);
        Lab.execute(lab.dataSource(Login.ADMINISTRATOR), "drop role " + passing);
    }

    /** As provisioning makes it, in one session, as who provisions several tenants; the role is gone again. */
    private static List<Double> makeRole(Lab lab) throws SQLException {
        String passing = lab.loginName(Login.PLAIN) + "_passing";
        List<Double> took = new ArrayList<>();
        try (Connection session = lab.dataSource(Login.OWNER).getConnection();
                Statement statement = session.createStatement()) {
            boolean perGrant = session.getMetaData().getDatabaseMajorVersion() >= 16;
            String make =
                    "create role %1$s nologin; comment on role %1$s is 'passing'; grant \"%2$s\" to %1$s%4$s; grant %1$s to %3$s%5$s"
                            .formatted(
                                    passing,
                                    lab.layout().groupRole(),
                                    lab.loginName(Login.APP),
                                    perGrant ? " with inherit true, set false" : "",
                                    perGrant ? " with inherit false, set true" : "");
            for (int i = 0; i < TIMES; i++) {
                long start = System.nanoTime();
                statement.execute(make);
                took.add((double) (System.nanoTime() - start));
                statement.execute("drop role " + passing);
            }
        }
        return took;
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

    private static String size(Lab lab) throws SQLException {
        return String.format(
                Locale.ROOT, "%,d MB", number(lab, "select pg_database_size(current_database())") / (1 << 20));
    }

    private static String files(Lab lab) throws SQLException {
        String count =
                "select count(*) from pg_database d, pg_ls_dir('base/' || d.oid) where datname = current_database()";
        return String.format(Locale.ROOT, "%,d", number(lab, count));
    }

    private static long number(Lab lab, String query) throws SQLException {
        try (Connection session = lab.dataSource(Login.ADMINISTRATOR).getConnection();
                Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
