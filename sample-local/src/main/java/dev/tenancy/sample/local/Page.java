package dev.tenancy.sample.local;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** The page for people who would rather look. It calls the API as any client does. */
record Page(List<String> tenants) {

    private record Asset(String name, String type) {}

    private static final Map<String, Asset> ASSETS = Map.of(
            "/", new Asset("index.html", "text/html; charset=utf-8"),
            "/page.css", new Asset("page.css", "text/css; charset=utf-8"),
            "/page.js", new Asset("page.js", "text/javascript; charset=utf-8"));

    /** False if there is no such file. */
    boolean answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (!exchange.getRequestMethod().equals("GET")) {
            return false;
        }
        if (path.equals("/page/tenants")) {
            send(exchange, "application/json", JSON.std.asBytes(tenants));
            return true;
        }
        Asset asset = ASSETS.get(path);
        if (asset != null) {
            send(exchange, asset.type, read(asset.name));
        }
        return asset != null;
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream file = Page.class.getResourceAsStream("/page/" + name)) {
            if (file == null) {
                throw new IOException("The page's " + name + " is not on the class path.");
            }
            return file.readAllBytes();
        }
    }

    private static void send(HttpExchange exchange, String type, byte[] bytes) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        exchange.getResponseHeaders().set("Content-Security-Policy", "default-src 'self'");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
