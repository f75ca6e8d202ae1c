package dev.tenancy.benchmarks;

import dev.tenancy.flyway.Fleet;
import dev.tenancy.flyway.FleetOptions;
import dev.tenancy.wire.Traffic;
import dev.tenancy.wire.WireTap;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * A deployment that brings one script: a column and an index. Every round brings another one, to fleets of as many tenants:
 * ours, those of Flyway's loops, and one without any history, whose DDL is sent on as many connections as ours has workers.
 */
final class FleetApplySuite implements Suite {

    private static final String OURS = "ours, " + Workers.COUNT + " workers";
    private static final String THREADS = "Flyway, " + Workers.COUNT + " threads";
    private static final String LOOP = "Flyway loop";
    private static final String DDL = "bare DDL, " + Workers.COUNT + " connections";

    @Override
    public void run(Options options, Findings findings) throws Exception {
        List<Integer> sizes = options.tenants().isPresent()
                ? List.of(options.tenants().getAsInt())
                : options.quick() ? List.of(200) : List.of(10, 100, 1_000);
        LineChart chart = new LineChart("One new script on all tenants", "number of tenants", "seconds");
        for (int size : sizes) {
            boolean last = size == sizes.get(sizes.size() - 1);
            Times times = race(size, last, options, findings);
            times.names().forEach(name -> chart.point(name, size, times.median(name) / 1e9));
            if (last) {
                findings.bar("fleet-apply-vs-ddl", times.ratio(OURS, DDL));
                findings.bar("fleet-apply-vs-flyway", times.ratio(OURS, THREADS));
            }
        }
        options.write("fleet-apply", chart.svg());
    }

    private static Times race(int size, boolean last, Options options, Findings findings) throws Exception {
        try (Lab lab = Lab.open(options.url());
                ScriptFolder scripts = ScriptFolder.of(5);
                Network network = Network.of(lab, options.rtt());
                Pools pools = new Pools(lab, network.way())) {
            Crowd crowd = Crowd.of(lab, scripts, "t0", "t2", "flyway_schema_history");
            crowd.growTo(size);
            Fleets fleets = new Fleets(pools, crowd, scripts);
            Times times = new Race(contenders(fleets, options))
                    .before(fleets::newScript)
                    .run(Pace.SLOW);
            Table table =
                    new Table("One script on " + size + " tenants", "", "all of them", "a tenant", "ratio to ours");
            for (String name : times.names()) {
                double all = times.median(name);
                table.row(name, Table.millis(all), Table.millis(all / size), Table.ratio(times.ratio(name, OURS)));
            }
            findings.table(table);
            if (last) {
                count(lab, crowd, scripts, findings);
            }
            return times;
        }
    }

    /** The loop is in the picture and in no goal, and takes as long as all the others. */
    private static List<Contender> contenders(Fleets fleets, Options options) {
        Stream<Contender> goals = Stream.of(
                new Contender(OURS, 1, n -> fleets.ours()),
                new Contender(THREADS, 1, n -> fleets.threads()),
                new Contender(DDL, 1, n -> fleets.ddl()));
        Stream<Contender> loop =
                options.quick() ? Stream.empty() : Stream.of(new Contender(LOOP, 1, n -> fleets.loop()));
        return Stream.concat(goals, loop).toList();
    }

    static String script(int n) {
        return "alter table t0 add column c" + n + " text;\ncreate index t0_c" + n + " on t0 (c" + n + ");\n";
    }

    private static void count(Lab lab, Crowd crowd, ScriptFolder scripts, Findings findings) throws Exception {
        try (WireTap tap = new WireTap(lab.dataSource(Login.ADMINISTRATOR));
                Pools pools = new Pools(lab, tap::through)) {
            Fleet fleet = Fleets.fleet(pools, scripts);
            fleet.plan();
            scripts.add(script(scripts.texts().size()));
            tap.drain();
            Fleets.apply(fleet);
            Traffic traffic = tap.drain();
            findings.table(new Table("On the wire", "", "round trips", "statements", "transactions", "connections")
                    .row(FleetNoopSuite.traffic("ours, all " + crowd.size() + " tenants", traffic)));
            findings.count("fleet-apply-roundtrips-a-tenant", Math.round((double) traffic.roundTrips() / crowd.size()));
        }
    }

    /** One fleet for each contender, since none can apply what another one has. */
    private static final class Fleets {

        private final Lab lab;
        private final ScriptFolder scripts;
        private final Fleet ours;
        private final FlywayLoop loop;
        private final FlywayLoop threads;
        private final DataSource owner;
        private final List<String> ofLoop;
        private final List<String> ofThreads;
        private final List<String> ofDdl;

        Fleets(Pools pools, Crowd crowd, ScriptFolder scripts) throws Exception {
            this.lab = pools.lab();
            this.scripts = scripts;
            this.ours = fleet(pools, scripts);
            this.owner = pools.of(pools.lab().dataSource(Login.OWNER), 2 * Workers.COUNT);
            this.loop = new FlywayLoop(owner, scripts.location(), 1);
            this.threads = new FlywayLoop(owner, scripts.location(), Workers.COUNT);
            this.ofLoop = crowd.outsiders("loop_", crowd.size());
            this.ofThreads = crowd.outsiders("threads_", crowd.size());
            this.ofDdl = crowd.outsiders("ddl_", crowd.size());
        }

        static Fleet fleet(Pools pools, ScriptFolder scripts) {
            return pools.lab()
                    .tenants(pools.of(pools.lab().dataSource(Login.OWNER), 2 * Workers.COUNT))
                    .locations(scripts.location())
                    .build()
                    .fleet();
        }

        /** Without fresh statistics PostgreSQL takes 15 ms for one of Flyway's looks at a tenant, and with them 0.04. */
        void newScript() throws Exception {
            scripts.add(script(scripts.texts().size()));
            lab.analyze();
        }

        void ours() {
            apply(ours);
        }

        static void apply(Fleet fleet) {
            fleet.apply(
                            fleet.plan(),
                            FleetOptions.builder().parallelism(Workers.COUNT).build())
                    .orThrow();
        }

        void loop() throws Exception {
            loop.migrate(ofLoop);
        }

        void threads() throws Exception {
            threads.migrate(ofThreads);
        }

        /** Names with their schema in one message, which is one transaction: nothing is faster. */
        void ddl() throws Exception {
            List<String> texts = scripts.texts();
            String last = texts.get(texts.size() - 1);
            List<Connection> connections = new ArrayList<>();
            try {
                for (int i = 0; i < Workers.COUNT; i++) {
                    connections.add(owner.getConnection());
                }
                Crew.work(Workers.COUNT, ofDdl, (worker, schema) -> {
                    try (Statement statement = connections.get(worker).createStatement()) {
                        statement.execute(last.replace("table t0", "table " + schema + ".t0")
                                .replace("on t0", "on " + schema + ".t0"));
                    }
                });
            } finally {
                for (Connection connection : connections) {
                    connection.close();
                }
            }
        }
    }
}
