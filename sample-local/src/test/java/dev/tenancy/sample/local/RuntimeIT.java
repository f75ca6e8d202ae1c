package dev.tenancy.sample.local;

import static dev.tenancy.sample.local.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.http.HttpResponse;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The deployed layout end to end without AWS: HTTP, Lambda's Runtime API, its real runtime in a JVM of its own, the handler,
 * HikariCP, the secrets driver, a fake Secrets Manager, PostgreSQL with two logins and passwords.
 */
class RuntimeIT {

    @TempDir
    static Path folder;

    private static Deployment aws;
    private static Client client;

    @BeforeAll
    static void deploy() throws Exception {
        aws = Deployment.of(folder.resolve("postgres"), "acme", "globex");
        client = aws.client;
        awaitServing(aws.function);
    }

    @AfterAll
    static void remove() throws Exception {
        if (aws != null) {
            aws.close();
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
        assertThat(aws.function.log().lines().filter(line -> line.contains("\"message\":\"request\"")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(JSON.std.mapFrom(line)).containsKeys("requestId", "status", "ms"));
        assertThat(aws.function.log() + aws.admin.log())
                .doesNotContain(
                        "canary-9c1e", Deployment.FIRST_PASSWORD, TestServer.OWNER_PASSWORD, "arn:aws:secretsmanager");
    }

    @Test
    void a_secret_is_not_read_for_each_request() {
        client.list("acme");
        int before = aws.secrets.asked();
        for (int i = 0; i < 50; i++) {
            assertThat(client.list("acme").statusCode()).isEqualTo(200);
        }
        assertThat(aws.secrets.asked()).isEqualTo(before);
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
            // those to come are of new sessions: nobody logs in while the password changes
            statuses.drainTo(seen);
            take(statuses, seen, 10);
            aws.rotate();
            aws.database.endSessions();
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
        aws.secrets.down(true);
        try {
            aws.database.endSessions();
            assertThat(client.list("acme").statusCode()).isEqualTo(200);
        } finally {
            aws.secrets.down(false);
        }
    }

    @Test
    @Tag("once") // it waits for what the sample has set
    void an_environment_that_starts_without_secrets_manager_says_503_until_it_is_back() throws Exception {
        aws.secrets.down(true);
        try (Environment fresh = Environment.start(Deployment.ITEMS, aws.variables())) {
            assertUnavailable(fresh);
            aws.secrets.down(false);
            awaitServing(fresh);
        } finally {
            aws.secrets.down(false);
        }
    }

    @Test
    @Tag("once") // it waits for what the sample has set
    void a_restarted_database_is_503_while_it_is_away_and_200_after() throws Exception {
        client.list("acme");
        aws.database.stop();
        try {
            for (int i = 0; i < 3; i++) {
                long start = System.nanoTime();
                HttpResponse<String> answer = client.list("acme");
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
            }
        } finally {
            aws.database.startAgain();
        }
        assertThat(client.list("acme").statusCode()).isEqualTo(200);
    }

    @Test
    void a_snapshot_holds_no_connection_and_works_after_its_restoration() throws Exception {
        Map<String, String> variables = aws.variables();
        variables.put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
        aws.database.endSessions();
        try (Environment snapped = Environment.start(
                Deployment.ITEMS, variables, "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac")) {
            int before = aws.secrets.asked();
            snapped.api.awaitCheckpoint();
            assertThat(aws.secrets.asked()).as("primed: the secret was read").isGreaterThan(before);
            assertThat(snapped.log()).doesNotContain("without priming");
            assertThat(aws.database.sessions())
                    .as("connections in the snapshot")
                    .isZero();
            aws.rotate(); // while it sleeps
            snapped.api.restore();
            assertThat(status(snapped)).isEqualTo(200);
        }
    }

    @Test
    @Tag("once") // it waits for what the sample has set
    void a_database_that_comes_back_from_a_pause_is_503_and_not_a_hang() throws Exception {
        aws.database.endSessions();
        aws.database.pause();
        try {
            assertUnavailable(aws.function);
        } finally {
            aws.database.resume();
        }
        awaitServing(aws.function);
    }

    @Test
    @Tag("once") // it waits for what the sample has set
    void a_bootstrap_waits_for_a_database_that_comes_back_from_a_pause() throws Exception {
        try (Environment fresh = Environment.start(Deployment.ADMIN, aws.adminVariables())) {
            aws.database.pause();
            CompletableFuture<Void> resumed;
            try {
                resumed = CompletableFuture.runAsync(
                        RuntimeIT::resume, CompletableFuture.delayedExecutor(8, TimeUnit.SECONDS));
                assertThat(Deployment.bootstrap(fresh, "Update")).containsEntry("Status", "SUCCESS");
            } finally {
                aws.database.resume();
            }
            resumed.get(30, TimeUnit.SECONDS);
        }
    }

    private static void resume() {
        try {
            aws.database.resume();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_package_with_certificates_verifies_the_servers() throws Exception {
        Map<String, String> variables = aws.variables();
        variables.put("DB_SSLMODE", "verify-full");
        try (Environment trusting =
                Environment.start(Deployment.ITEMS, variables, "-Xbootclasspath/a:" + aws.database.trust())) {
            awaitServing(trusting);
        }
        Certificate others = Certificate.of(folder.resolve("others"));
        try (Environment distrusting =
                Environment.start(Deployment.ITEMS, variables, "-Xbootclasspath/a:" + others.folder())) {
            assertUnavailable(distrusting);
        }
    }

    @Test
    void a_missing_setting_is_an_init_error_that_names_all() throws Exception {
        try (Environment broken = Environment.start(Deployment.ITEMS, Map.of("DB_PORT", "none"))) {
            assertThat(broken.api.initError())
                    .contains(
                            "Set the environment variables DB_SECRET_ARN, DB_HOST, DB_NAME.",
                            "DB_PORT",
                            "TENANT_CLAIM");
        }
    }

    @Test
    void a_bootstrap_may_be_repeated_and_a_deletion_does_nothing() throws Exception {
        assertThat(Deployment.bootstrap(aws.admin, "Update")).containsEntry("Status", "SUCCESS");
        assertThat(Deployment.bootstrap(aws.admin, "Delete")).containsEntry("Status", "SUCCESS");
    }

    @Test
    void a_bootstrap_that_cannot_start_tells_cloudformation_why() throws Exception {
        try (Environment broken = Environment.start(Deployment.ADMIN, Map.of())) {
            Map<String, Object> answer = Deployment.bootstrap(broken, "Create");
            assertThat(answer).containsEntry("Status", "FAILED");
            assertThat((String) answer.get("Reason")).contains("APP_SECRET_ARN", "DB_HOST");
        }
    }

    @Test
    void the_app_login_owns_nothing_and_the_doctor_finds_nothing() throws Exception {
        assertThat(aws.database.count("select count(*) from pg_shdepend d join pg_roles r on r.oid = d.refobjid"
                        + " where r.rolname = 'items_app' and d.deptype = 'o'"))
                .isZero();
        assertThat(aws.invoke(Map.of("action", "doctor"))).containsEntry("healthy", true);
    }

    @Test
    void a_tenants_life_by_direct_invocation() throws Exception {
        assertThat(aws.invoke(Map.of("action", "provision", "tenant", "initech")))
                .containsEntry("status", "ACTIVE");
        assertThat(client.create("initech", "Stapler").statusCode()).isEqualTo(201);
        assertThat(aws.invoke(Map.of("action", "migrate", "tenant", "initech"))).containsEntry("outcome", "UpToDate");
        assertThat(aws.invoke(Map.of("action", "suspend", "tenant", "initech"))).containsEntry("status", "SUSPENDED");
        assertThat(client.list("initech").statusCode()).isEqualTo(404);
        assertThat(aws.invoke(Map.of("action", "resume", "tenant", "initech"))).containsEntry("status", "ACTIVE");
        aws.invoke(Map.of("action", "suspend", "tenant", "initech"));
        Map<String, Object> receipt = aws.invoke(Map.of("action", "deprovision", "tenant", "initech"));
        assertThat(receipt.get("rows"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("items", 1);
        assertThatThrownBy(() -> aws.invoke(Map.of("action", "provision", "tenant", "initech")))
                .hasMessageContaining("initech");
        assertThatThrownBy(() -> aws.invoke(Map.of("action", "drop"))).hasMessageContaining("No such action: drop");
    }

    @Test
    void a_fleet_is_planned_and_applied_until_nothing_is_left() throws Exception {
        Map<String, String> plan = Map.of("action", "plan");
        Map<String, String> apply = Map.of("action", "apply");
        for (String tenant : List.of("umbrella", "wonka", "stark")) {
            aws.invoke(Map.of("action", "provision", "tenant", tenant));
            aws.database.execute("drop table tenant_" + tenant + ".items;" + "delete from tenant_" + tenant
                    + ".flyway_schema_history where version = '1'");
        }
        aws.database.execute("create table tenant_stark.items (x int)");

        assertThat(aws.invoke(plan)).containsEntry("pending", 3).containsEntry("upToDate", false);
        assertThat(aws.invoke(apply, Duration.ofMillis(1)))
                .containsEntry("ended", "OUT_OF_TIME")
                .containsEntry("left", 3);
        Map<String, Object> answer = aws.invoke(apply);
        assertThat(answer)
                .containsEntry("ended", "COMPLETE")
                .containsEntry("migrated", 2)
                .containsEntry("failed", 1)
                .containsEntry("left", 1);
        assertThat(String.valueOf(answer.get("problems"))).contains("tenant=stark", "V1__items.sql");
        aws.database.execute("drop table tenant_stark.items");
        assertThat(aws.invoke(apply)).containsEntry("left", 0);
        assertThat(client.create("stark", "Suit").statusCode()).isEqualTo(201);
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
        return (Integer) Deployment.invoke(function, event).get("statusCode");
    }
}
