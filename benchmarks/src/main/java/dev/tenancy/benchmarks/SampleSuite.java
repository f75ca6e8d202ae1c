package dev.tenancy.benchmarks;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.sample.ItemsHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Warm requests through the sample's handler, by one caller and by many. */
final class SampleSuite implements Suite {

    private static final String OURS = "ours: the sample";
    private static final String RIVAL = "bare JDBC, the same SQL";
    private static final String NO_ROLE = "bare JDBC, no role";
    private static final String JOOQ = "plain jOOQ, no role";
    private static final int TENANTS = 20;
    private static final int POOL = 8;
    private static final int ITEMS = 30;

    @Override
    public void run(Options options, Findings findings) throws Exception {
        PrintStream out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try (Lab lab = Lab.open(options.url());
                Network network = Network.of(lab, options.rtt());
                Pools pools = new Pools(lab, network.way())) {
            prepare(lab);
            List<Times> cells = new ArrayList<>();
            for (int callers : options.quick() ? List.of(1, 8) : List.of(1, 8, 32)) {
                cells.add(race(pools, callers, options, findings));
            }
            findings.bar("sample", Times.mean(cells, OURS, RIVAL));
        } finally {
            System.setOut(out);
        }
    }

    private static void prepare(Lab lab) throws Exception {
        var tenants = lab.tenants(lab.dataSource(Login.OWNER))
                .locations("classpath:db/tenant")
                .build();
        for (int i = 0; i < TENANTS; i++) {
            TenantId tenant = Crowd.tenant(i);
            tenants.provision(tenant);
            String schema = lab.layout().schemaOf(tenant).value();
            Lab.execute(
                    lab.dataSource(Login.OWNER),
                    "insert into \"" + schema + "\".items (id, name, description, quantity)"
                            + " select ('00000000-0000-0000-0000-' || lpad(i::text, 12, '0'))::uuid, 'item ' || i,"
                            + " 'made for the benchmark', i from generate_series(1, " + ITEMS
                            + ") i; grant usage on schema \""
                            + schema + "\" to " + lab.loginName(Login.PLAIN) + "; grant select on \"" + schema
                            + "\".items to " + lab.loginName(Login.PLAIN));
        }
    }

    private static Times race(Pools pools, int callers, Options options, Findings findings) throws Exception {
        HikariDataSource app = pools.of(pools.lab().dataSource(Login.APP), POOL);
        TenantLayout layout = pools.lab().layout();
        RequestStreamHandler ours = new ItemsHandler(app, layout, Optional.empty());
        RequestStreamHandler rival =
                new BareHandler(BareItems.withRole(pools.of(pools.lab().dataSource(Login.APP), POOL), layout));
        HikariDataSource plain = pools.of(pools.lab().dataSource(Login.PLAIN), POOL);
        RequestStreamHandler noRole = new BareHandler(BareItems.withoutRole(plain, layout));
        RequestStreamHandler jooq = new BareHandler(JooqItems.withoutRole(plain, layout));
        int units = options.quick() ? 4 : 10;
        Times times = new Race(List.of(
                        contender(OURS, ours, callers, units),
                        contender(RIVAL, rival, callers, units),
                        contender(NO_ROLE, noRole, callers, units),
                        contender(JOOQ, jooq, callers, units)))
                .run(options.pace());
        Table table = new Table("GET /items/{id}, " + callers + " callers", "", "a request", "ratio to the same SQL");
        BarChart chart =
                new BarChart("GET /items/{id}, " + callers + " callers", "microseconds a request, shorter is better");
        int requests = callers * CALLS;
        for (String name : times.names()) {
            table.row(name, Table.micros(times.median(name) / requests), Table.ratio(times.ratio(name, RIVAL)));
            chart.bar(name, times.median(name) / requests / 1e3);
        }
        findings.table(table);
        options.write("sample", chart.svg());
        return times;
    }

    private static final int CALLS = 20;

    /** A unit is some calls by each caller. */
    private static Contender contender(String name, RequestStreamHandler handler, int callers, int units) {
        List<Integer> all = IntStream.range(0, callers).boxed().toList();
        return new Contender(
                name,
                units,
                n -> Crew.work(callers, all, (worker, caller) -> {
                    for (int call = 0; call < CALLS; call++) {
                        call(handler, Crowd.tenant((n + caller + call) % TENANTS), 1 + call % ITEMS);
                    }
                }));
    }

    private static void call(RequestStreamHandler handler, TenantId tenant, int item) throws IOException {
        String id = String.format("00000000-0000-0000-0000-%012d", item);
        byte[] event = EVENT.formatted(id, tenant.value()).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        handler.handleRequest(new ByteArrayInputStream(event), answer, new Invocation());
        if (!answer.toString(StandardCharsets.UTF_8).contains("200")) {
            throw new IllegalStateException("No answer: " + answer.toString(StandardCharsets.UTF_8));
        }
    }

    /** As API Gateway sends it, without what nobody reads. */
    private static final String EVENT = """
            {"resource": "/items/{item_id}", "path": "/items/%1$s", "httpMethod": "GET",
             "headers": {"Accept": "application/json", "X-Tenant-ID": "%2$s", "Host": "items.example", "User-Agent": "bench"},
             "multiValueHeaders": {"Accept": ["application/json"], "X-Tenant-ID": ["%2$s"], "Host": ["items.example"],
               "User-Agent": ["bench"]},
             "queryStringParameters": null, "multiValueQueryStringParameters": null,
             "pathParameters": {"item_id": "%1$s"}, "stageVariables": null,
             "requestContext": {"resourcePath": "/items/{item_id}", "httpMethod": "GET", "path": "/prod/items/%1$s",
               "stage": "prod", "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"},
             "body": null, "isBase64Encoded": false}
            """;
}
