package dev.tenancy.benchmarks;

import dev.tenancy.flyway.Fleet;
import dev.tenancy.flyway.FleetPlan;
import dev.tenancy.wire.Traffic;
import dev.tenancy.wire.WireTap;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;

/**
 * A deployment that brings no new script: every tenant is up to date, and somebody must find out. Flyway's time is the same for
 * every tenant, so that its loop goes over some of them in each round and is compared by the tenant.
 */
final class FleetNoopSuite implements Suite {

    private static final String OURS = "ours: plan and apply";
    private static final String LOOP = "Flyway loop";
    private static final String THREADS = "Flyway loop, " + Workers.COUNT + " threads";

    @Override
    public void run(Options options, Findings findings) throws Exception {
        int tenants = options.tenantsOr(1_000, 600);
        int sample = options.quick() ? 12 : 50;
        try (Lab lab = Lab.open(options.url());
                ScriptFolder scripts = ScriptFolder.of(5)) {
            Crowd crowd = Crowd.of(lab, scripts, "t0", "flyway_schema_history");
            crowd.growTo(tenants);
            count(lab, crowd, scripts, findings);
            try (Network network = Network.of(lab, options.rtt());
                    Pools pools = new Pools(lab, network.way())) {
                race(pools, crowd, scripts, sample, options, findings);
            }
        }
    }

    private static void race(
            Pools pools, Crowd crowd, ScriptFolder scripts, int sample, Options options, Findings findings)
            throws Exception {
        Fleet fleet = fleet(pools, scripts);
        DataSource owner = pools.of(pools.lab().dataSource(Login.OWNER), 2 * Workers.COUNT);
        FlywayLoop one = new FlywayLoop(owner, scripts.location(), 1);
        FlywayLoop several = new FlywayLoop(owner, scripts.location(), Workers.COUNT);
        Times times = new Race(List.of(
                        new Contender(OURS, 1, n -> requireUpToDate(fleet)),
                        new Contender(LOOP, 1, n -> one.migrate(some(crowd, sample, n))),
                        new Contender(THREADS, 1, n -> several.migrate(some(crowd, sample, n)))))
                .run(Pace.SLOW);
        double perTenant = (double) sample / crowd.size();
        Table table = new Table(
                crowd.size() + " tenants that are up to date", "", "a tenant", "all of them", "ratio to the loop");
        BarChart chart = new BarChart(crowd.size() + " tenants with nothing to do", "seconds, shorter is better");
        for (String name : times.names()) {
            double all = times.median(name) / (name.equals(OURS) ? 1 : perTenant);
            double ratio = times.ratio(name, LOOP) * (name.equals(OURS) ? perTenant : 1);
            chart.bar(name, all / 1e9);
            table.row(name, Table.millis(all / crowd.size()), Table.millis(all), Table.ratio(ratio));
        }
        findings.table(table);
        options.write("fleet-noop", chart.svg());
        findings.bar("fleet-noop", times.ratio(OURS, LOOP) * perTenant);
    }

    private static Fleet fleet(Pools pools, ScriptFolder scripts) {
        return pools.lab()
                .tenants(pools.of(pools.lab().dataSource(Login.OWNER), 2 * Workers.COUNT))
                .locations(scripts.location())
                .build()
                .fleet();
    }

    private static void requireUpToDate(Fleet fleet) {
        FleetPlan plan = fleet.plan();
        if (!plan.upToDate()) {
            throw new IllegalStateException("The copies are not up to date: " + plan);
        }
        fleet.apply(plan).orThrow();
    }

    /** Others in each round. */
    private static List<String> some(Crowd crowd, int sample, int round) {
        List<String> all = crowd.schemas();
        int from = round * sample % Math.max(1, all.size() - sample);
        return all.subList(from, from + sample);
    }

    private static void count(Lab lab, Crowd crowd, ScriptFolder scripts, Findings findings) throws Exception {
        try (WireTap tap = new WireTap(lab.dataSource(Login.ADMINISTRATOR));
                Pools pools = new Pools(lab, tap::through)) {
            Fleet fleet = fleet(pools, scripts);
            requireUpToDate(fleet);
            tap.drain();
            requireUpToDate(fleet);
            Traffic ours = tap.drain();
            FlywayLoop loop = new FlywayLoop(tap.through(lab.dataSource(Login.OWNER)), scripts.location(), 1);
            loop.migrate(crowd.schemas().subList(0, 1));
            tap.drain();
            loop.migrate(crowd.schemas().subList(1, 2));
            Traffic flyways = tap.drain();
            findings.table(new Table("On the wire", "", "round trips", "statements", "transactions", "connections")
                    .row(traffic("ours, all " + crowd.size() + " tenants", ours))
                    .row(traffic("Flyway, one tenant", flyways)));
            findings.say(
                    String.format(Locale.ROOT, "%.2f round trips a tenant", (double) ours.roundTrips() / crowd.size()));
            findings.count("fleet-noop-roundtrips", ours.roundTrips());
        }
    }

    static Object[] traffic(String who, Traffic traffic) {
        return new Object[] {
            who, traffic.roundTrips(), traffic.statements(), traffic.transactions(), traffic.connections()
        };
    }
}
