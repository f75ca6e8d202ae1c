package dev.tenancy.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Secrets Manager over HTTP, as far as AWS's driver asks it. */
final class FakeSecretsManager implements AutoCloseable {

    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final Set<String> regions = ConcurrentHashMap.newKeySet();

    FakeSecretsManager() throws IOException {
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A secret, and its ARN. */
    String put(String name, String value) {
        String arn = "arn:aws:secretsmanager:eu-south-2:000000000000:secret:" + name;
        secrets.put(arn, value);
        return arn;
    }

    /** For which questions were signed. */
    Set<String> regions() {
        return regions;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String arn = String.valueOf(JSON.std.mapFrom(exchange.getRequestBody()).get("SecretId"));
        String signature = exchange.getRequestHeaders().getFirst("Authorization");
        regions.add(signature.replaceFirst(".*Credential=[^/]*/[^/]*/([^/]*)/.*", "$1"));
        String secret = secrets.get(arn);
        byte[] answer = JSON.std.asBytes(
                secret == null
                        ? Map.of("__type", "ResourceNotFoundException", "Message", "There is no such secret.")
                        : Map.of(
                                "ARN",
                                arn,
                                "VersionId",
                                "v1",
                                "VersionIdsToStages",
                                Map.of("v1", List.of("AWSCURRENT")),
                                "VersionStages",
                                List.of("AWSCURRENT"),
                                "SecretString",
                                secret));
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(secret == null ? 400 : 200, answer.length);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(answer);
        }
    }
}
