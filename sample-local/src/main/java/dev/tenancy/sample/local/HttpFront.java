package dev.tenancy.sample.local;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Stands where API Gateway does: HTTP on the loopback interface in front, a function behind. Serves the page as well. */
final class HttpFront implements AutoCloseable {

    /** API Gateway's. */
    private static final int MAX_PAYLOAD = 10 * 1024 * 1024;

    private static final JSON EVENTS = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(32);

    private HttpFront(HttpServer server) {
        this.server = server;
    }

    /**
     * Takes the port. Requests wait until {@link #serve}.
     *
     * @throws StartException if the port is taken
     */
    static HttpFront bind(int port) {
        try {
            return new HttpFront(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
        } catch (BindException taken) {
            throw new StartException(
                    "Port " + port + " is taken by another program. Stop it, or choose another port: --port "
                            + (port + 1) + ".",
                    taken);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts to answer: with the page where it has a file, with the function everywhere else. Gives itself. */
    HttpFront serve(Lambda function, List<String> tenants) {
        Page page = new Page(tenants);
        server.createContext("/", exchange -> {
            try (exchange) {
                if (!page.answer(exchange)) {
                    invoke(function, exchange);
                }
            } catch (IOException | RuntimeException e) {
                System.err.println("No answer: " + e);
            }
        });
        server.setExecutor(threads);
        server.start();
        return this;
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void invoke(Lambda function, HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_PAYLOAD + 1);
        if (body.length > MAX_PAYLOAD) {
            send(exchange, 413, Map.of("Content-Type", "application/json"), "{\"message\": \"Request Too Long\"}");
            return;
        }
        Map<String, Object> answer = invoke(function, GatewayEvent.of(exchange, body));
        if (answer != null && answer.get("statusCode") instanceof Integer status) {
            send(exchange, status, headers(answer), String.valueOf(answer.get("body")));
        } else {
            send(exchange, 502, Map.of("Content-Type", "application/json"), "{\"message\": \"Internal server error\"}");
        }
    }

    private static @Nullable Map<String, Object> invoke(Lambda function, Map<String, Object> event) {
        try {
            return JSON.std.mapFrom(function.invoke(EVENTS.asBytes(event)));
        } catch (IOException | RuntimeException e) {
            System.err.println("The function failed: " + e);
            return null;
        }
    }

    @SuppressWarnings("unchecked") // what a handler writes
    private static Map<String, String> headers(Map<String, Object> answer) {
        return (Map<String, String>) answer.getOrDefault("headers", Map.of());
    }

    private static void send(HttpExchange exchange, int status, Map<String, String> headers, String body)
            throws IOException {
        headers.forEach(exchange.getResponseHeaders()::set);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }
}
