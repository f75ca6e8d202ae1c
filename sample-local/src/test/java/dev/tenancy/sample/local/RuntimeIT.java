package dev.tenancy.sample.local;

import static dev.tenancy.sample.local.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The deployed layout end to end without AWS: HTTP, Lambda's Runtime API, its real runtime in a JVM of its own, the handler,
 * HikariCP, the secrets driver, a fake Secrets Manager, PostgreSQL with two logins and passwords.
 */
class RuntimeIT {

    private static final String ITEMS = "dev.tenancy.sample.ItemsHandler::handleRequest";
    private static final String ADMIN = "dev.tenancy.sample.AdminHandler::handleRequest";

    @TempDir
    static Path data;

    private static TestServer database;
    private static FakeSecretsManager secrets;
    private static Environment admin;
    private static Environment function;
    private static HttpFront front;
    private static Client client;
    private static int rotations;

    @BeforeAll
    static void deploy() throws Exception {
        database = new TestServer(data.resolve("postgres"));
        secrets = new FakeSecretsManager();
        secrets.put("owner", TestServer.OWNER, TestServer.OWNER_PASSWORD);
        secrets.put("app", "items_app", "first-password");
        admin = Environment.start(ADMIN, adminVariables());
        assertThat(bootstrap("Create")).containsEntry("Status", "SUCCESS");
        for (String tenant : List.of("acme", "globex")) {
            assertThat(invoke(admin, Map.of("action", "provision", "tenant", tenant)))
                    .containsEntry("status", "ACTIVE");
        }
        function = Environment.start(ITEMS, variables());
        front = HttpFront.bind(0);
        front.serve(function, List.of("acme", "globex"));
        client = new Client(front.url());
        awaitServing(function);
    }

    @AfterAll
    static void remove() throws Exception {
        for (AutoCloseable part : new AutoCloseable[] {front, function, admin, secrets, database}) {
            if (part != null) {
                part.close();
            }
        }
    }

    @AfterEach
    void everything_works_afterwards() {
        assertThat(client.list("acme").statusCode()).isEqualTo(200);
    }

    @Test
    void the_api_answers_as_the_handler_does() {
        Map<String, String> acme = Map.of("X-Tenant-ID", "acme");
        HttpResponse<String> created = client.create("acme", "Anvil");
        assertThat(created.statusCode()).isEqualTo(201);
        String path = created.headers().firstValue("Location").orElseThrow();
        assertThat(path).isEqualTo("/items/" + json(created).get("id"));
        assertThat(client.send("GET", path, acme, "").body()).isEqualTo(created.body());
        assertThat(client.send("GET", path, Map.of("X-Tenant-ID", "globex"), "").statusCode())
                .isEqualTo(404);
        assertThat(client.list("acme").body()).contains("Anvil");
        assertThat(client.list("globex").body()).doesNotContain("owned by acme");
        String etag = created.headers().firstValue("ETag").orElseThrow();
        assertThat(client.send("GET", path, with(acme, "If-None-Match", etag), "")
                        .statusCode())
                .isEqualTo(304);
        Map<String, String> put = with(with(acme, "Content-Type", "application/json"), "If-Match", etag);
        assertThat(client.send("PUT", path, put, "{\"name\": \"Hammer\"}").statusCode())
                .isEqualTo(200);
        assertThat(client.send("PUT", path, put, "{\"name\": \"Saw\"}").statusCode())
                .isEqualTo(412);
        assertThat(client.send("DELETE", path, acme, "").statusCode()).isEqualTo(204);
        assertThat(client.send("DELETE", path, acme, "").statusCode()).isEqualTo(404);
        assertThat(client.send("PATCH", "/items", acme, "").statusCode()).isEqualTo(405);
        assertThat(client.send("GET", "/nothing", acme, "").statusCode()).isEqualTo(404);
        assertThat(client.send("POST", "/items", acme, "{}").statusCode()).isEqualTo(415);
        assertThat(client.send("GET", "/items", Map.of(), "").statusCode()).isEqualTo(400);
        assertThat(client.list("ghost").statusCode()).isEqualTo(404);
    }

    @Test
    void logs_are_json_and_hold_no_secret() throws Exception {
        client.create("acme", "canary-9c1e");
        assertThat(function.log().lines().filter(line -> line.contains("\"message\":\"request\"")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(JSON.std.mapFrom(line)).containsKeys("requestId", "status", "ms"));
        assertThat(function.log() + admin.log())
                .doesNotContain("canary-9c1e", "first-password", TestServer.OWNER_PASSWORD, "arn:aws:secretsmanager");
    }

    @Test
    void a_secret_is_not_read_for_each_request() {
        client.list("acme");
        int before = secrets.asked();
        for (int i = 0; i < 50; i++) {
            assertThat(client.list("acme").statusCode()).isEqualTo(200);
        }
        assertThat(secrets.asked()).isEqualTo(before);
    }

    @Test
    void a_rotation_in_the_middle_of_traffic_is_not_noticed() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        BlockingQueue<Integer> statuses = new LinkedBlockingQueue<>();
        CompletableFuture<Void> traffic = CompletableFuture.runAsync(() -> {
            for (int i = 0; !done.get(); i++) {
                statuses.add(client.list(i % 2 == 0 ? "acme" : "globex").statusCode());
            }
        });
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            take(statuses, seen, 10);
            rotate();
            database.endSessions();
        }
        take(statuses, seen, 10);
        done.set(true);
        traffic.get(60, TimeUnit.SECONDS);
        statuses.drainTo(seen);
        assertThat(seen).hasSizeGreaterThanOrEqualTo(40).containsOnly(200);
    }

    private static void take(BlockingQueue<Integer> statuses, List<Integer> seen, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            Integer status = statuses.poll(60, TimeUnit.SECONDS);
            assertThat(status).as("a request in 60 s").isNotNull();
            seen.add(status);
        }
    }

    @Test
    void with_secrets_manager_down_the_known_password_goes_on() throws Exception {
        client.list("acme");
        secrets.down(true);
        try {
            database.endSessions();
            assertThat(client.list("acme").statusCode()).isEqualTo(200);
        } finally {
            secrets.down(false);
        }
    }

    @Test
    void an_environment_that_starts_without_secrets_manager_says_503_until_it_is_back() throws Exception {
        secrets.down(true);
        try (Environment fresh = Environment.start(ITEMS, variables())) {
            assertUnavailable(fresh);
            secrets.down(false);
            awaitServing(fresh);
        } finally {
            secrets.down(false);
        }
    }

    @Test
    void a_restarted_database_is_503_while_it_is_away_and_200_after() throws Exception {
        client.list("acme");
        database.stop();
        try {
            for (int i = 0; i < 3; i++) {
                long start = System.nanoTime();
                HttpResponse<String> answer = client.list("acme");
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
            }
        } finally {
            database.startAgain();
        }
        assertThat(client.list("acme").statusCode()).isEqualTo(200);
    }

    @Test
    void a_snapshot_holds_no_connection_and_works_after_its_restoration() throws Exception {
        Map<String, String> variables = variables();
        variables.put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
        database.endSessions();
        try (Environment snapped =
                Environment.start(ITEMS, variables, "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac")) {
            int before = secrets.asked();
            snapped.api.awaitCheckpoint();
            assertThat(secrets.asked()).as("primed: the secret was read").isGreaterThan(before);
            assertThat(snapped.log()).doesNotContain("without priming");
            assertThat(database.sessions()).as("connections in the snapshot").isZero();
            rotate(); // while it sleeps
            snapped.api.restore();
            assertThat(status(snapped)).isEqualTo(200);
        }
    }

    @Test
    void a_missing_setting_is_an_init_error_that_names_all() throws Exception {
        try (Environment broken = Environment.start(ITEMS, Map.of("DB_PORT", "none"))) {
            assertThat(broken.api.initError())
                    .contains(
                            "Set the environment variables DB_SECRET_ARN, DB_HOST, DB_NAME.",
                            "DB_PORT",
                            "TENANT_CLAIM");
        }
    }

    @Test
    void a_bootstrap_may_be_repeated_and_a_deletion_does_nothing() throws Exception {
        assertThat(bootstrap("Update")).containsEntry("Status", "SUCCESS");
        assertThat(bootstrap("Delete")).containsEntry("Status", "SUCCESS");
    }

    @Test
    void a_bootstrap_that_cannot_start_tells_cloudformation_why() throws Exception {
        try (Environment broken = Environment.start(ADMIN, Map.of())) {
            Map<String, Object> answer = bootstrap(broken, "Create");
            assertThat(answer).containsEntry("Status", "FAILED");
            assertThat((String) answer.get("Reason")).contains("APP_SECRET_ARN", "DB_HOST");
        }
    }

    @Test
    void the_app_login_owns_nothing_and_the_doctor_finds_nothing() throws Exception {
        assertThat(database.count("select count(*) from pg_shdepend d join pg_roles r on r.oid = d.refobjid"
                        + " where r.rolname = 'items_app' and d.deptype = 'o'"))
                .isZero();
        assertThat(invoke(admin, Map.of("action", "doctor"))).containsEntry("healthy", true);
    }

    @Test
    void a_tenants_life_by_direct_invocation() throws Exception {
        assertThat(invoke(admin, Map.of("action", "provision", "tenant", "initech")))
                .containsEntry("status", "ACTIVE");
        assertThat(client.create("initech", "Stapler").statusCode()).isEqualTo(201);
        assertThat(invoke(admin, Map.of("action", "migrate", "tenant", "initech")))
                .containsEntry("outcome", "UP_TO_DATE");
        assertThat(invoke(admin, Map.of("action", "suspend", "tenant", "initech")))
                .containsEntry("status", "SUSPENDED");
        assertThat(client.list("initech").statusCode()).isEqualTo(404);
        assertThat(invoke(admin, Map.of("action", "resume", "tenant", "initech")))
                .containsEntry("status", "ACTIVE");
        invoke(admin, Map.of("action", "suspend", "tenant", "initech"));
        Map<String, Object> receipt = invoke(admin, Map.of("action", "deprovision", "tenant", "initech"));
        assertThat(receipt.get("rows"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("items", 1);
        assertThatThrownBy(() -> invoke(admin, Map.of("action", "provision", "tenant", "initech")))
                .hasMessageContaining("initech");
        assertThatThrownBy(() -> invoke(admin, Map.of("action", "drop"))).hasMessageContaining("No such action: drop");
    }

    private static void rotate() throws Exception {
        String password = "password-" + ++rotations;
        database.execute("alter role items_app password '" + password + "'");
        secrets.put("app", "items_app", password);
    }

    private static Map<String, String> variables() {
        return new HashMap<>(Map.of(
                "DB_SECRET_ARN", FakeSecretsManager.arn("app"),
                "DB_HOST", "127.0.0.1",
                "DB_PORT", String.valueOf(database.port()),
                "DB_NAME", "items",
                "DB_SSLMODE", "disable",
                "TENANT_FROM_HEADER_ALONE", "true",
                "AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets.url()));
    }

    private static Map<String, String> adminVariables() {
        Map<String, String> variables = variables();
        variables.put("DB_SECRET_ARN", FakeSecretsManager.arn("owner"));
        variables.put("APP_SECRET_ARN", FakeSecretsManager.arn("app"));
        return variables;
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return more;
    }

    /** The first connection of a cold JVM may take longer than a client waits: 503, and then 200. */
    private static void awaitServing(Lambda function) throws IOException {
        int status = status(function);
        for (int attempt = 0; status == 503 && attempt < 10; attempt++) {
            status = status(function);
        }
        assertThat(status).isEqualTo(200);
    }

    private static void assertUnavailable(Lambda function) throws IOException {
        long start = System.nanoTime();
        assertThat(status(function)).isEqualTo(503);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(29));
    }

    private static int status(Lambda function) throws IOException {
        Map<String, Object> event = Map.of(
                "httpMethod", "GET", "resource", "/items", "path", "/items", "headers", Map.of("X-Tenant-ID", "acme"));
        return (Integer) invoke(function, event).get("statusCode");
    }

    private static Map<String, Object> invoke(Lambda function, Map<String, ?> event) throws IOException {
        return JSON.std.mapFrom(function.invoke(JSON.std.asBytes(event)));
    }

    private static Map<String, Object> bootstrap(String type) throws Exception {
        return bootstrap(admin, type);
    }

    /** What CloudFormation's URL was given. */
    private static Map<String, Object> bootstrap(Lambda function, String type) throws Exception {
        BlockingQueue<String> given = new LinkedBlockingQueue<>();
        HttpServer url = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        url.createContext("/", exchange -> {
            try (exchange) {
                boolean typed = exchange.getRequestHeaders().containsKey("Content-Type");
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                boolean put = exchange.getRequestMethod().equals("PUT");
                given.add(body);
                exchange.sendResponseHeaders(put && !typed ? 200 : 403, -1);
            }
        });
        url.start();
        try {
            invoke(
                    function,
                    Map.of(
                            "RequestType",
                            type,
                            "StackId",
                            "stack",
                            "RequestId",
                            "request",
                            "LogicalResourceId",
                            "Bootstrap",
                            "ResponseURL",
                            "http://127.0.0.1:" + url.getAddress().getPort() + "/presigned?signature=x"));
            Map<String, Object> answer = JSON.std.mapFrom(given.poll(60, TimeUnit.SECONDS));
            assertThat(given).as("further answers").isEmpty();
            assertThat(answer)
                    .containsEntry("StackId", "stack")
                    .containsEntry("RequestId", "request")
                    .containsEntry("LogicalResourceId", "Bootstrap")
                    .containsEntry("PhysicalResourceId", "tenancy-bootstrap");
            return answer;
        } finally {
            url.stop(0);
        }
    }
}
