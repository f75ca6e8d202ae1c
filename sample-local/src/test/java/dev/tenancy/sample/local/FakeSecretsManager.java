package dev.tenancy.sample.local;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Secrets Manager, as far as the driver and the admin function ask it. */
final class FakeSecretsManager implements AutoCloseable {

    private record Secret(String version, String value) {}

    private final Loopback server;
    private final Map<String, Secret> secrets = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean down;

    FakeSecretsManager() throws IOException {
        server = new Loopback(this::handle);
    }

    String url() {
        return "http://" + server.address();
    }

    static String arn(String name) {
        return "arn:aws:secretsmanager:eu-central-1:000000000000:secret:" + name;
    }

    /** A new current version, as rotation makes it. */
    void put(String name, String username, String password) throws IOException {
        String value = JSON.std.asString(Map.of("username", username, "password", password));
        secrets.put(arn(name), new Secret(UUID.randomUUID().toString(), value));
    }

    /** Whether each question gets a 500. */
    void down(boolean down) {
        this.down = down;
    }

    /** How often a secret was read. */
    int asked() {
        return asked.get();
    }

    @Override
    public void close() {
        server.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        Map<String, Object> request = JSON.std.mapFrom(exchange.getRequestBody());
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        String arn = String.valueOf(request.get("SecretId"));
        Secret secret = secrets.get(arn);
        if (down) {
            send(exchange, 500, Map.of("__type", "InternalServiceError", "Message", "down"));
        } else if (secret == null) {
            send(exchange, 400, Map.of("__type", "ResourceNotFoundException", "Message", "no such secret"));
        } else if (target.endsWith(".DescribeSecret")) {
            Map<String, List<String>> stages = Map.of(secret.version, List.of("AWSCURRENT"));
            send(exchange, 200, Map.of("ARN", arn, "Name", arn, "VersionIdsToStages", stages));
        } else {
            asked.incrementAndGet();
            send(exchange, 200, value(arn, secret));
        }
    }

    private static Map<String, Object> value(String arn, Secret secret) {
        return Map.of(
                "ARN",
                arn,
                "Name",
                arn,
                "VersionId",
                secret.version,
                "SecretString",
                secret.value,
                "VersionStages",
                List.of("AWSCURRENT"),
                "CreatedDate",
                1_795_435_200);
    }

    private static void send(HttpExchange exchange, int status, Map<String, ?> body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        Loopback.send(exchange, status, JSON.std.asBytes(body));
    }
}
