package dev.tenancy.sample.local;

import static dev.tenancy.sample.local.Loopback.send;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Lambda's Runtime API, as one execution environment sees it: one invocation at a time. */
final class RuntimeApi implements Lambda, AutoCloseable {

    private static final byte[] NOTHING = {};

    private record Invocation(String id, byte[] event, Duration time) {}

    private final Loopback server;
    private final BlockingQueue<Invocation> waiting = new LinkedBlockingQueue<>();
    private final Map<String, CompletableFuture<byte[]>> answers = new ConcurrentHashMap<>();
    private final CompletableFuture<String> initError = new CompletableFuture<>();
    private final CompletableFuture<Void> checkpoint = new CompletableFuture<>();
    private final CompletableFuture<Void> restore = new CompletableFuture<>();

    RuntimeApi() throws IOException {
        server = new Loopback(this::handle);
    }

    String address() {
        return server.address();
    }

    @Override
    public byte[] invoke(byte[] event) throws IOException {
        return invoke(event, Duration.ofSeconds(28));
    }

    /** Invokes it with so much time until its deadline; it is not ended there, unlike on AWS. */
    byte[] invoke(byte[] event, Duration time) throws IOException {
        Invocation invocation = new Invocation(UUID.randomUUID().toString(), event, time);
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        answers.put(invocation.id, answer);
        waiting.add(invocation);
        try {
            return answer.get(90, TimeUnit.SECONDS);
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
        server.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        String[] parts = path.split("/");
        if (path.endsWith("/invocation/next")) {
            next(exchange);
        } else if (path.endsWith("/restore/next")) {
            checkpoint.complete(null);
            restore.join();
            send(exchange, 200, NOTHING);
        } else if (path.endsWith("/init/error")) {
            initError.complete(new String(body, StandardCharsets.UTF_8));
            send(exchange, 202, NOTHING);
        } else if (path.endsWith("/response")) {
            answers.remove(parts[parts.length - 2]).complete(body);
            send(exchange, 202, NOTHING);
        } else if (path.endsWith("/error")) {
            answers.remove(parts[parts.length - 2])
                    .completeExceptionally(new IOException(new String(body, StandardCharsets.UTF_8)));
            send(exchange, 202, NOTHING);
        } else {
            send(exchange, 404, NOTHING);
        }
    }

    private void next(HttpExchange exchange) throws IOException {
        Invocation invocation = nextInvocation();
        exchange.getResponseHeaders().set("Lambda-Runtime-Aws-Request-Id", invocation.id);
        exchange.getResponseHeaders()
                .set(
                        "Lambda-Runtime-Deadline-Ms",
                        String.valueOf(System.currentTimeMillis() + invocation.time.toMillis()));
        exchange.getResponseHeaders()
                .set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:000000000000:function:items");
        exchange.getResponseHeaders().set("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700");
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        send(exchange, 200, invocation.event);
    }

    private Invocation nextInvocation() throws IOException {
        try {
            return waiting.take();
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }
}
