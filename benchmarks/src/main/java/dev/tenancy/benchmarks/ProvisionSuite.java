package dev.tenancy.benchmarks;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.Tenants;
import dev.tenancy.wire.Traffic;
import dev.tenancy.wire.WireTap;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** One new tenant, with few and with many scripts, beside few and many others. */
final class ProvisionSuite implements Suite {

    private static final String OURS = "ours";
    private static final String FLYWAY = "Flyway alone";
    private static final String DDL = "bare DDL";

    @Override
    public void run(Options options, Findings findings) throws Exception {
        List<Times> cells = new ArrayList<>();
        try (Lab lab = Lab.open(options.url())) {
            Crowd crowd = new Crowd(lab, "items");
            count(lab, findings);
            for (int others : Stream.of(10, 1_000, 10_000)
                    .filter(size -> size <= options.tenantsOr(1_000, 10))
                    .toList()) {
                crowd.growTo(others);
                for (int scripts : List.of(5, 50)) {
                    cells.add(race(lab, others, scripts, options, findings));
                }
            }
        }
        findings.bar("provision-vs-ddl", Times.mean(cells, OURS, DDL));
        findings.bar("provision-vs-flyway", Times.mean(cells, OURS, FLYWAY));
    }

    private static Times race(Lab lab, int others, int many, Options options, Findings findings) throws Exception {
        try (ScriptFolder scripts = ScriptFolder.of(many);
                Network network = Network.of(lab, options.rtt());
                Pools pools = new Pools(lab, network.way())) {
            Tenants tenants = lab.tenants(pools.of(Login.OWNER))
                    .locations(scripts.location())
                    .build();
            DataSource owner = pools.of(Login.OWNER);
            FlywayLoop flyway = new FlywayLoop(owner, scripts.location(), 1);
            BareTenant bare = new BareTenant(lab, owner, scripts.texts());
            String mark = "s" + many + "o" + others + "n";
            Times times = new Race(List.of(
                            new Contender(OURS, 1, n -> tenants.provision(TenantId.of(mark + n))),
                            new Contender(DDL, 1, n -> bare.make(lab.marked("bare_" + mark + n))),
                            new Contender(FLYWAY, 1, n -> flyway(owner, flyway, "flyway_" + mark + n))))
                    .run(options.quick() ? new Pace(15, 7) : new Pace(30, 15)); // a first tenant is compiled, not run
            Table table = new Table(
                    "A new tenant of " + many + " scripts beside " + others + " others",
                    "",
                    "time",
                    "ratio to bare DDL");
            BarChart chart = new BarChart(
                    "A new tenant, " + many + " scripts, beside " + String.format("%,d", others) + " others",
                    "milliseconds, shorter is better");
            for (String name : times.names()) {
                table.row(name, Table.millis(times.median(name)), Table.ratio(times.ratio(name, DDL)));
                chart.bar(name, times.median(name) / 1e6);
            }
            findings.table(table);
            if (many == 5 && others != 10) {
                options.write("provision", chart.svg());
            }
            return times;
        }
    }

    private static void flyway(DataSource owner, FlywayLoop loop, String schema) throws SQLException {
        Lab.execute(owner, "create schema \"" + schema + '"');
        loop.migrate(schema);
    }

    private static void count(Lab lab, Findings findings) throws Exception {
        Table table = new Table("On the wire", "", "round trips", "statements", "transactions", "connections");
        long most = 0;
        for (int many : List.of(5, 50)) {
            try (ScriptFolder scripts = ScriptFolder.of(many);
                    WireTap tap = new WireTap(lab.dataSource(Login.ADMINISTRATOR));
                    Pools pools = new Pools(lab, tap::through)) {
                Tenants tenants = lab.tenants(pools.of(Login.OWNER))
                        .locations(scripts.location())
                        .build();
                tenants.provision(TenantId.of("first" + many));
                tap.drain();
                tenants.provision(TenantId.of("counted" + many));
                Traffic ours = tap.drain();
                table.row(FleetNoopSuite.traffic("ours, " + many + " scripts", ours));
                most = Math.max(most, ours.roundTrips());
                try (Connection connection =
                        tap.through(lab.dataSource(Login.OWNER)).getConnection()) {
                    connection.createStatement().execute("create schema flyway_counted" + many);
                    tap.drain();
                }
                new FlywayLoop(tap.through(lab.dataSource(Login.OWNER)), scripts.location(), 1)
                        .migrate("flyway_counted" + many);
                table.row(FleetNoopSuite.traffic("Flyway, " + many + " scripts", tap.drain()));
            }
        }
        findings.table(table);
        findings.count("provision-roundtrips", most);
    }
}
