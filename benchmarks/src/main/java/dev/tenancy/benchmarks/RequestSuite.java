package dev.tenancy.benchmarks;

import dev.tenancy.wire.DelayProxy;
import dev.tenancy.wire.Traffic;
import dev.tenancy.wire.WireTap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What a request costs: one unit of work after the other, in one tenant after the other, on one thread. */
final class RequestSuite implements Suite {

    private static final Duration PRODUCTION = Duration.ofNanos(500_000);

    @Override
    public void run(Options options, Findings findings) throws Exception {
        try (Lab lab = Lab.open(options.url())) {
            Crowd crowd = new Crowd(lab, "items");
            crowd.growTo(options.tenantsOr(1_000, 100));
            count(lab, crowd, findings);
            Duration rtt = options.rtt().orElse(PRODUCTION);
            if (options.rtt().isEmpty() || rtt.isZero()) {
                loopback(lab, crowd, options, findings);
            }
            if (!rtt.isZero()) {
                far(lab, crowd, rtt, options, findings);
            }
        }
    }

    private static void count(Lab lab, Crowd crowd, Findings findings) throws Exception {
        Table table = new Table("On the wire, a unit of work", "", "round trips", "statements", "transactions");
        try (WireTap tap = new WireTap(lab.dataSource(Login.ADMINISTRATOR));
                Pools pools = new Pools(lab, tap::through);
                Ways ways = new Ways(pools, crowd, Ways.names())) {
            long byNames = Long.MIN_VALUE;
            long byRole = Long.MIN_VALUE;
            for (Shape shape : Shape.values()) {
                Map<String, Long> roundTrips = new LinkedHashMap<>();
                for (Map.Entry<String, Way> way : ways.all().entrySet()) {
                    Traffic traffic = traffic(tap, shape, way.getValue());
                    roundTrips.put(way.getKey(), (long) traffic.roundTrips());
                    table.row(
                            shape.title + ": " + way.getKey(),
                            traffic.roundTrips(),
                            traffic.statements(),
                            traffic.transactions());
                }
                byNames = Math.max(byNames, more(roundTrips, Ways.QUALIFIED));
                byRole = Math.max(byRole, more(roundTrips, Ways.ROLE));
            }
            findings.table(table);
            findings.count("request-qualified-roundtrips", byNames);
            findings.count("request-role-roundtrips", byRole);
        }
    }

    /** Of tenants that were there before, so that the driver's first questions are not counted. */
    private static Traffic traffic(WireTap tap, Shape shape, Way way) throws Exception {
        shape.run(way, 0);
        shape.run(way, 1);
        tap.drain();
        shape.run(way, 1);
        return tap.drain();
    }

    /** Than plain jOOQ. */
    private static long more(Map<String, Long> roundTrips, String name) {
        return roundTrips.getOrDefault(name, Long.MAX_VALUE) - roundTrips.getOrDefault(Ways.PLAIN, 0L);
    }

    private static void loopback(Lab lab, Crowd crowd, Options options, Findings findings) throws Exception {
        try (Pools pools = new Pools(lab, UnaryOperator.identity());
                Ways ways = new Ways(pools, crowd, Ways.names())) {
            List<Times> cells = cells(ways, crowd, options, findings, options.quick() ? 60 : 200, "at the loopback");
            options.write("request", picture(cells.get(cells.size() - 1), crowd, "at the loopback"));
            findings.bar("request-qualified", Times.mean(cells, Ways.QUALIFIED, Ways.PLAIN));
            findings.bar("request-role", Times.mean(cells, Ways.ROLE, Ways.PLAIN));
            findings.bar("request-vs-hibernate", Times.mean(cells, Ways.ROLE, Ways.HIBERNATE));
        }
    }

    private static void far(Lab lab, Crowd crowd, Duration rtt, Options options, Findings findings) throws Exception {
        Set<String> names = options.quick() ? Ways.FIGURES : Ways.names();
        try (DelayProxy proxy = new DelayProxy(lab.dataSource(Login.ADMINISTRATOR), rtt);
                Pools pools = new Pools(lab, proxy::through);
                Ways ways = new Ways(pools, crowd, names)) {
            String where = String.format(Locale.ROOT, "with %.1f ms a round trip", rtt.toNanos() / 1e6);
            List<Times> cells = cells(ways, crowd, options, findings, options.quick() ? 12 : 40, where);
            options.write("request-rtt", picture(cells.get(cells.size() - 1), crowd, where));
            findings.bar("request-role-rtt", Times.mean(cells, Ways.ROLE, Ways.PLAIN));
        }
    }

    private static List<Times> cells(
            Ways ways, Crowd crowd, Options options, Findings findings, int units, String where) throws Exception {
        List<Times> cells = new ArrayList<>();
        for (Shape shape : Shape.values()) {
            Table table = new Table(shape.title + ", " + where + ": time and ratio to plain jOOQ", heads(crowd));
            List<Times> columns = new ArrayList<>();
            for (int tenants : tenants(crowd)) {
                columns.add(new Race(contenders(ways, shape, tenants, units)).run(options.pace()));
            }
            for (String name : ways.all().keySet()) {
                table.row(columns.stream()
                        .map(times ->
                                Table.micros(times.median(name)) + " " + Table.ratio(times.ratio(name, Ways.PLAIN)))
                        .collect(() -> new ArrayList<Object>(List.of(name)), List::add, List::addAll)
                        .toArray());
            }
            findings.table(table);
            cells.addAll(columns);
        }
        return cells;
    }

    /** Of the last cell: the longest shape, in as many tenants as there are. */
    private static Svg picture(Times times, Crowd crowd, String where) {
        List<Integer> tenants = tenants(crowd);
        Shape[] shapes = Shape.values();
        BarChart chart = new BarChart(
                String.format(
                        Locale.ROOT,
                        "A request: %s, %,d tenants in turn",
                        shapes[shapes.length - 1].title,
                        tenants.get(tenants.size() - 1)),
                "microseconds a unit of work " + where + ", shorter is better");
        times.names().forEach(name -> chart.bar(name, times.median(name) / 1e3));
        return chart.svg();
    }

    private static List<Contender> contenders(Ways ways, Shape shape, int tenants, int units) {
        return ways.all().entrySet().stream()
                .map(way -> new Contender(way.getKey(), units, n -> shape.run(way.getValue(), n % tenants)))
                .toList();
    }

    private static Object[] heads(Crowd crowd) {
        List<Object> heads = new ArrayList<>(List.of(""));
        tenants(crowd).forEach(tenants -> heads.add(tenants == 1 ? "1 tenant" : tenants + " in turn"));
        return heads.toArray();
    }

    private static List<Integer> tenants(Crowd crowd) {
        List<Integer> tenants = new ArrayList<>(List.of(1));
        for (int more = 100; more <= crowd.size(); more *= 10) {
            tenants.add(more);
        }
        return tenants;
    }
}
