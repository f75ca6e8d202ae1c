package dev.tenancy.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.test.PostgresExtension;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Both functions in this process over a real PostgreSQL, under the canary oracle: what a tenant gets never holds another
 * one's mark, decoy tables that say LEAK are in the way of every name that is not the tenant's, and after each test no row
 * is in a foreign schema and every pooled connection is clean.
 */
final class SampleExtension implements BeforeAllCallback, AfterAllCallback, AfterEachCallback {

    static final List<String> TENANTS = List.of("acme", "globex", "initech");

    final PostgresExtension postgres = PostgresExtension.create();
    private HikariDataSource pool;
    private ItemsHandler items;

    /** What an item of a tenant says in its description. */
    static String mark(String tenant) {
        return "owned by " + tenant;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        postgres.beforeAll(context);
        admin(Map.of("action", "bootstrap"));
        for (String tenant : TENANTS) {
            admin(Map.of("action", "provision", "tenant", tenant));
        }
        decoys();
        pool = pool(4);
        items = handler(Optional.empty());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        pool.close();
        postgres.afterAll(context);
    }

    @Override
    public void afterEach(ExtensionContext context) throws SQLException {
        for (String tenant : TENANTS) {
            assertThat(count("select count(*) from " + schema(tenant)
                            + ".items where description like 'owned by %' and description <> '" + mark(tenant) + "'"))
                    .as("rows of others in " + tenant)
                    .isZero();
        }
        assertThat(count("select (select count(*) from tenant.items) + (select count(*) from public.items)"))
                .as("rows in the decoys")
                .isEqualTo(2);
        checkPool();
    }

    /** A pool as the function has it, over the app login. */
    HikariDataSource pool(int size) {
        PGSimpleDataSource app = postgres.appDataSource();
        app.setLogServerErrorDetail(false);
        HikariConfig config = new HikariConfig();
        config.setDataSource(app);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(10_000);
        return new HikariDataSource(config);
    }

    ItemsHandler handler(Optional<String> claim) {
        return handler(pool, claim);
    }

    ItemsHandler handler(DataSource app, Optional<String> claim) {
        return new ItemsHandler(app, postgres.layout(), claim);
    }

    Answer call(Event event) {
        return call(items, event);
    }

    Answer call(ItemsHandler handler, Event event) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            handler.handleRequest(event.stream(), out, context(null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Answer answer = Answer.of(out.toString(StandardCharsets.UTF_8));
        Object tenant = new ApiRequest(event.fields).header("X-Tenant-ID");
        assertThat(answer.body()).doesNotContain("LEAK");
        TENANTS.stream()
                .filter(other -> !other.equals(tenant)
                        && new ApiRequest(event.fields).claims("custom:tenant").isEmpty())
                .forEach(other -> assertThat(answer.body()).doesNotContain(mark(other)));
        return answer;
    }

    Answer create(String tenant, String name) {
        return call(Event.of("create")
                .tenant(tenant)
                .body(Json.write(Map.of("name", name, "description", mark(tenant), "quantity", 1))));
    }

    /** Invokes the admin function, with 28 seconds left. */
    Map<String, Object> admin(Map<String, Object> event) {
        return admin(event, 28_000);
    }

    Map<String, Object> admin(Map<String, Object> event, int millisLeft) {
        PGSimpleDataSource app = postgres.appDataSource();
        AdminHandler handler = new AdminHandler(
                postgres.ownerDataSource(), postgres.layout(), new Credentials(app.getUser(), app.getPassword()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            handler.handleRequest(
                    new ByteArrayInputStream(Json.write(event).getBytes(StandardCharsets.UTF_8)),
                    out,
                    context(null, millisLeft));
            return Json.object(out.toString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String schema(String tenant) {
        return '"' + postgres.layout().schemaOf(dev.tenancy.TenantId.of(tenant)).value() + '"';
    }

    /** What was written to standard output meanwhile. */
    static String log(Runnable work) {
        PrintStream before = System.out;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            work.run();
        } finally {
            System.setOut(before);
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    long count(String query) throws SQLException {
        try (Connection connection = postgres.superuserDataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    static Context context(String isolatedFor) {
        return context(isolatedFor, 28_000);
    }

    private static Context context(String isolatedFor, int millisLeft) {
        return (Context) Proxy.newProxyInstance(
                Context.class.getClassLoader(),
                new Class<?>[] {Context.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "getAwsRequestId" -> "8476a536-e9f4-11e8-9739-2dfe598c3fcd";
                    case "getTenantId" -> isolatedFor;
                    case "getRemainingTimeInMillis" -> millisLeft;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    /** Where a name ends up that is not the tenant's: in its way, readable and writable for everybody. */
    private void decoys() {
        for (String schema : List.of("tenant", "public")) {
            postgres.execute(
                    "create schema if not exists %1$s; create table %1$s.items (like %2$s.items including all);"
                                    .formatted(schema, schema("acme"))
                            + "insert into %1$s.items (name) values ('LEAK'); grant usage on schema %1$s to public;"
                                    .formatted(schema)
                            + "grant select, insert, update, delete on %1$s.items to public".formatted(schema));
        }
    }

    private void checkPool() throws SQLException {
        List<Connection> all = new ArrayList<>();
        try {
            for (int i = pool.getHikariPoolMXBean().getTotalConnections(); i > 0; i--) {
                Connection connection = pool.getConnection();
                all.add(connection);
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("select current_user = session_user"
                                + " and current_setting('search_path') in ('', '\"\"')"
                                + " and not exists (select from pg_locks where pid = pg_backend_pid()"
                                + " and locktype = 'advisory') and pg_my_temp_schema() = 0")) {
                    row.next();
                    assertThat(row.getBoolean(1)).as("a clean connection").isTrue();
                }
            }
        } finally {
            for (Connection connection : all) {
                connection.close();
            }
        }
    }
}
