package dev.tenancy.benchmarks;

import dev.tenancy.flyway.Fleet;
import dev.tenancy.flyway.FleetOptions;
import java.util.List;

/** The deployment of {@link FleetApplySuite} with few and many workers, each with a script of its own. */
final class WorkersSuite implements Suite {

    private static final List<Integer> WORKERS = List.of(1, 2, 4, 8);

    @Override
    public void run(Options options, Findings findings) throws Exception {
        int tenants = options.tenantsOr(500, 20);
        try (Lab lab = Lab.open(options.url());
                ScriptFolder scripts = ScriptFolder.of(5);
                Network network = Network.of(lab, options.rtt());
                Pools pools = new Pools(lab, network.way())) {
            Crowd.of(lab, scripts, "t0", "t2", "flyway_schema_history").growTo(tenants);
            Fleet fleet = lab.tenants(pools.of(lab.dataSource(Login.OWNER), 10))
                    .locations(scripts.location())
                    .build()
                    .fleet();
            Times times = new Race(WORKERS.stream()
                            .map(workers -> new Contender(name(workers), 1, n -> deploy(fleet, scripts, workers)))
                            .toList())
                    .before(lab::analyze)
                    .run(Pace.QUICK);
            Table table = new Table("One script on " + tenants + " tenants", "", "all of them", "a tenant");
            for (String name : times.names()) {
                double all = times.median(name);
                table.row(name, Table.millis(all), Table.millis(all / tenants));
            }
            findings.table(table);
        }
    }

    private static String name(int workers) {
        return workers == 1 ? "1 worker" : workers + " workers";
    }

    private static void deploy(Fleet fleet, ScriptFolder scripts, int workers) throws Exception {
        scripts.add(FleetApplySuite.script(scripts.texts().size()));
        fleet.apply(fleet.plan(), FleetOptions.builder().parallelism(workers).build())
                .orThrow();
    }
}
