package dev.tenancy.sample.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What template.yaml makes, without AWS: a database, its secrets, the two functions, and the API in front of one of them. */
final class Deployment implements AutoCloseable {

    static final String ITEMS = "dev.tenancy.sample.ItemsHandler::handleRequest";
    static final String ADMIN = "dev.tenancy.sample.AdminHandler::handleRequest";
    static final String FIRST_PASSWORD = "first-password";

    TestServer database;
    FakeSecretsManager secrets;
    Environment admin;
    Environment function;
    Client client;
    private HttpFront front;
    private int rotations;

    private Deployment() {}

    static Deployment of(Path folder, String... tenants) throws Exception {
        Deployment deployment = new Deployment();
        try {
            deployment.deploy(folder, tenants);
            return deployment;
        } catch (Exception | AssertionError e) {
            deployment.close();
            throw e;
        }
    }

    private void deploy(Path folder, String... tenants) throws Exception {
        database = new TestServer(folder);
        secrets = new FakeSecretsManager();
        secrets.put("owner", TestServer.OWNER, TestServer.OWNER_PASSWORD);
        secrets.put("app", "items_app", FIRST_PASSWORD);
        admin = Environment.start(ADMIN, adminVariables());
        assertThat(bootstrap(admin, "Create")).containsEntry("Status", "SUCCESS");
        for (String tenant : tenants) {
            assertThat(invoke(Map.of("action", "provision", "tenant", tenant))).containsEntry("status", "ACTIVE");
        }
        function = Environment.start(ITEMS, variables());
        front = HttpFront.bind(0).serve(function, List.of(tenants));
        client = new Client(front.url());
    }

    Map<String, String> variables() {
        return new HashMap<>(Map.of(
                "DB_SECRET_ARN",
                FakeSecretsManager.arn("app"),
                "DB_HOST",
                "127.0.0.1",
                "DB_PORT",
                String.valueOf(database.port()),
                "DB_NAME",
                "items",
                "TENANT_FROM_HEADER_ALONE",
                "true",
                "AWS_ENDPOINT_URL_SECRETS_MANAGER",
                secrets.url()));
    }

    Map<String, String> adminVariables() {
        Map<String, String> variables = variables();
        variables.put("DB_SECRET_ARN", FakeSecretsManager.arn("owner"));
        variables.put("APP_SECRET_ARN", FakeSecretsManager.arn("app"));
        return variables;
    }

    /** As Secrets Manager does it: the login's password first, then the secret. */
    void rotate() throws Exception {
        String password = "password-" + ++rotations;
        database.execute("alter role items_app password '" + password + "'");
        secrets.put("app", "items_app", password);
    }

    /** Invokes the admin function. */
    Map<String, Object> invoke(Map<String, ?> event) throws IOException {
        return invoke(admin, event);
    }

    /** Invokes the admin function with so much time until its deadline. */
    Map<String, Object> invoke(Map<String, ?> event, Duration time) throws IOException {
        return JSON.std.mapFrom(admin.api.invoke(JSON.std.asBytes(event), time));
    }

    static Map<String, Object> invoke(Lambda function, Map<String, ?> event) throws IOException {
        return JSON.std.mapFrom(function.invoke(JSON.std.asBytes(event)));
    }

    /** Invokes an admin function as CloudFormation does, and gives what CloudFormation's presigned URL was given. */
    static Map<String, Object> bootstrap(Lambda admin, String type) throws Exception {
        BlockingQueue<String> given = new LinkedBlockingQueue<>();
        try (Loopback bucket = new Loopback(exchange -> {
            // signed for a PUT without a type
            boolean signed = exchange.getRequestMethod().equals("PUT")
                    && !exchange.getRequestHeaders().containsKey("Content-Type");
            given.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(signed ? 200 : 403, -1);
        })) {
            Map<String, Object> event = new HashMap<>();
            event.put("RequestType", type);
            event.put("StackId", "stack");
            event.put("RequestId", "request");
            event.put("LogicalResourceId", "Bootstrap");
            event.put("ResponseURL", "http://" + bucket.address() + "/presigned?signature=x");
            invoke(admin, event);
            Map<String, Object> answer = JSON.std.mapFrom(given.poll(60, TimeUnit.SECONDS));
            assertThat(given).as("further answers").isEmpty();
            assertThat(answer)
                    .containsEntry("StackId", "stack")
                    .containsEntry("RequestId", "request")
                    .containsEntry("LogicalResourceId", "Bootstrap")
                    .containsEntry("PhysicalResourceId", "tenancy-bootstrap");
            return answer;
        }
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable part : new AutoCloseable[] {front, function, admin, secrets, database}) {
            if (part != null) {
                part.close();
            }
        }
    }
}
