package dev.tenancy.sample.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Lambda's Runtime API, as one execution environment sees it: one invocation at a time. */
final class RuntimeApi implements Lambda, AutoCloseable {

    private record Invocation(String id, byte[] event) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<Invocation> waiting = new LinkedBlockingQueue<>();
    private final Map<String, CompletableFuture<byte[]>> answers = new ConcurrentHashMap<>();
    private final CompletableFuture<String> initError = new CompletableFuture<>();
    private final CompletableFuture<Void> checkpoint = new CompletableFuture<>();
    private final CompletableFuture<Void> restore = new CompletableFuture<>();

    RuntimeApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/2018-06-01/runtime/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public byte[] invoke(byte[] event) throws IOException {
        Invocation invocation = new Invocation(UUID.randomUUID().toString(), event);
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        answers.put(invocation.id, answer);
        waiting.add(invocation);
        try {
            return answer.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e);
        } catch (InterruptedException | TimeoutException e) {
            throw new IOException("No answer from the function.", e);
        }
    }

    /** What init failed with. */
    String initError() throws Exception {
        return initError.get(60, TimeUnit.SECONDS);
    }

    /** Waits until the snapshot may be taken: the runtime asks for its restoration. */
    void awaitCheckpoint() throws Exception {
        checkpoint.get(60, TimeUnit.SECONDS);
    }

    void restore() {
        restore.complete(null);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            String[] parts = path.split("/");
            if (path.endsWith("/invocation/next")) {
                next(exchange);
            } else if (path.endsWith("/restore/next")) {
                checkpoint.complete(null);
                restore.join();
                send(exchange, 200, new byte[0]);
            } else if (path.endsWith("/init/error")) {
                initError.complete(new String(body, StandardCharsets.UTF_8));
                send(exchange, 202, new byte[0]);
            } else if (path.endsWith("/response")) {
                answers.remove(parts[parts.length - 2]).complete(body);
                send(exchange, 202, new byte[0]);
            } else if (path.endsWith("/error")) {
                answers.remove(parts[parts.length - 2])
                        .completeExceptionally(new IOException(new String(body, StandardCharsets.UTF_8)));
                send(exchange, 202, new byte[0]);
            } else {
                send(exchange, 404, new byte[0]);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void next(HttpExchange exchange) throws IOException, InterruptedException {
        Invocation invocation = waiting.take();
        exchange.getResponseHeaders().set("Lambda-Runtime-Aws-Request-Id", invocation.id);
        exchange.getResponseHeaders()
                .set("Lambda-Runtime-Deadline-Ms", String.valueOf(System.currentTimeMillis() + 28_000));
        exchange.getResponseHeaders()
                .set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:000000000000:function:items");
        exchange.getResponseHeaders().set("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700");
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        send(exchange, 200, invocation.event);
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }
}
