package dev.tenancy.sample.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.TenantLayout;
import dev.tenancy.sample.AdminHandler;
import dev.tenancy.sample.ItemsHandler;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * 32 callers, 20 tenants, one pool of 8, over HTTP, under the canary oracle. {@code -Dload.seconds=30} makes it longer.
 */
class LoadTest {

    private static final int CALLERS = 32;
    private static final int POOL = 8;
    private static final List<String> TENANTS =
            IntStream.range(0, 20).mapToObj(i -> "load-" + i).toList();

    @Test
    void no_leak_no_5xx_and_no_connection_above_the_pool() throws Exception {
        try (LocalDatabase database = LocalDatabase.start(Optional.empty());
                HikariDataSource owner = database.owner()) {
            deploy(owner);
            try (HikariDataSource app = database.app();
                    HttpFront front = HttpFront.bind(0)) {
                front.serve(new InProcess(new ItemsHandler(app, TenantLayout.defaults(), Optional.empty())), TENANTS);
                AtomicInteger most = new AtomicInteger();
                long requests = run(new Client(front.url()), () -> watch(owner, most));
                assertThat(requests).isGreaterThan(CALLERS);
                assertThat(most.get()).isBetween(1, POOL);
                check(owner);
            }
        }
    }

    private static void deploy(HikariDataSource owner) throws Exception {
        Lambda admin = new InProcess(new AdminHandler(owner, TenantLayout.defaults(), LocalDatabase.APP));
        admin.invoke(JSON.std.asBytes(Map.of("action", "bootstrap")));
        for (String tenant : TENANTS) {
            admin.invoke(JSON.std.asBytes(Map.of("action", "provision", "tenant", tenant)));
        }
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            for (String decoy : List.of("tenant", "public")) {
                statement.execute(("create schema if not exists %1$s; grant usage on schema %1$s to public;"
                                + "create table %1$s.items (like \"tenant_load-0\".items including all);"
                                + "insert into %1$s.items (name, description) values ('LEAK', 'LEAK');"
                                + "grant select, insert, update, delete on %1$s.items to public")
                        .formatted(decoy));
            }
        }
    }

    /** Every caller goes from tenant to tenant; the watcher looks beside them. */
    private static long run(Client client, Runnable watcher) throws Exception {
        long end = System.nanoTime()
                + Duration.ofSeconds(Long.getLong("load.seconds", 5)).toNanos();
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS + 1);
        try {
            List<Callable<Long>> work = new ArrayList<>(Collections.nCopies(CALLERS, () -> {
                long requests = 0;
                while (System.nanoTime() < end) {
                    requests += visit(
                            client, TENANTS.get(ThreadLocalRandom.current().nextInt(TENANTS.size())));
                }
                return requests;
            }));
            work.add(() -> {
                while (System.nanoTime() < end) {
                    watcher.run();
                }
                return 0L;
            });
            long requests = 0;
            for (Future<Long> done : threads.invokeAll(work)) {
                requests += done.get();
            }
            return requests;
        } finally {
            threads.shutdownNow();
        }
    }

    private static int visit(Client client, String tenant) {
        HttpResponse<String> created = client.create(tenant, "Item");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        String path = created.headers().firstValue("Location").orElseThrow();
        Map<String, String> headers = Map.of("X-Tenant-ID", tenant, "Content-Type", "application/json");
        HttpResponse<String> list = client.list(tenant);
        assertThat(list.statusCode()).as(list.body()).isEqualTo(200);
        assertOwn(tenant, list);
        String body = "{\"name\": \"Changed\", \"description\": \"owned by " + tenant + "\"}";
        HttpResponse<String> replaced = client.send("PUT", path, headers, body);
        assertThat(replaced.statusCode()).as(replaced.body()).isEqualTo(200);
        assertOwn(tenant, replaced);
        String other = TENANTS.get((TENANTS.indexOf(tenant) + 1) % TENANTS.size());
        assertThat(client.send("GET", path, Map.of("X-Tenant-ID", other), "").statusCode())
                .isEqualTo(404);
        if (ThreadLocalRandom.current().nextBoolean()) {
            assertThat(client.send("DELETE", path, headers, "").statusCode()).isEqualTo(204);
        }
        return 5;
    }

    private static void assertOwn(String tenant, HttpResponse<String> response) {
        assertThat(response.body().replace("owned by " + tenant + "\"", "")).doesNotContain("owned by", "LEAK");
    }

    private static void watch(HikariDataSource owner, AtomicInteger most) {
        try {
            int now = (int) count(owner, "select count(*) from pg_stat_activity where usename = 'items_app'");
            most.accumulateAndGet(now, Math::max);
            Thread.sleep(20);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void check(HikariDataSource owner) throws Exception {
        for (String tenant : TENANTS) {
            String items = "\"tenant_" + tenant + "\".items";
            assertThat(count(
                            owner, "select count(*) from " + items + " where description <> 'owned by " + tenant + "'"))
                    .as("foreign rows in " + tenant)
                    .isZero();
        }
        assertThat(count(owner, "select (select count(*) from tenant.items) + (select count(*) from public.items)"))
                .as("rows in the decoys")
                .isEqualTo(2);
    }

    private static long count(HikariDataSource owner, String query) throws Exception {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
