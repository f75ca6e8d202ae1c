package dev.tenancy.sample.local;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A request in the shape of API Gateway's REST proxy integration. */
final class GatewayEvent {

    private static final Pattern ITEM = Pattern.compile("/items/([^/]+)");

    private GatewayEvent() {}

    static Map<String, Object> of(HttpExchange exchange, byte[] body) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Matcher item = ITEM.matcher(path);
        String resource = path.equals("/items") ? "/items" : item.matches() ? "/items/{item_id}" : "/{proxy+}";
        Map<String, List<String>> query = query(exchange.getRequestURI().getRawQuery());
        Map<String, List<String>> headers = new LinkedHashMap<>(exchange.getRequestHeaders());

        Map<String, Object> event = new LinkedHashMap<>();
        event.put("resource", resource);
        event.put("path", path);
        event.put("httpMethod", exchange.getRequestMethod());
        event.put("headers", last(headers));
        event.put("multiValueHeaders", headers);
        event.put("queryStringParameters", last(query));
        event.put("multiValueQueryStringParameters", query.isEmpty() ? null : query);
        event.put("pathParameters", parameters(resource, path, item));
        event.put("stageVariables", null);
        event.put("requestContext", context(exchange, resource, path));
        body(event, body);
        return event;
    }

    private static Map<String, Object> context(HttpExchange exchange, String resource, String path) {
        Map<String, Object> context = new LinkedHashMap<>();
        context.put("resourcePath", resource);
        context.put("httpMethod", exchange.getRequestMethod());
        context.put("path", path);
        context.put("stage", "local");
        context.put("protocol", exchange.getProtocol());
        context.put("requestId", UUID.randomUUID().toString());
        context.put(
                "identity",
                Map.of("sourceIp", exchange.getRemoteAddress().getAddress().getHostAddress()));
        return context;
    }

    private static @Nullable Map<String, String> parameters(String resource, String path, Matcher item) {
        return switch (resource) {
            case "/items" -> null;
            case "/items/{item_id}" -> Map.of("item_id", item.group(1));
            default -> Map.of("proxy", path.substring(1));
        };
    }

    private static void body(Map<String, Object> event, byte[] body) {
        event.put("isBase64Encoded", false);
        try {
            event.put(
                    "body",
                    body.length == 0
                            ? null
                            : StandardCharsets.UTF_8
                                    .newDecoder()
                                    .decode(ByteBuffer.wrap(body))
                                    .toString());
        } catch (CharacterCodingException binary) {
            event.put("body", Base64.getEncoder().encodeToString(body));
            event.put("isBase64Encoded", true);
        }
    }

    private static @Nullable Map<String, String> last(Map<String, List<String>> many) {
        Map<String, String> last = new LinkedHashMap<>();
        many.forEach((name, values) -> last.put(name, values.get(values.size() - 1)));
        return last.isEmpty() ? null : last;
    }

    private static Map<String, List<String>> query(@Nullable String raw) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        for (String pair : raw == null || raw.isEmpty() ? new String[0] : raw.split("&")) {
            String[] parts = pair.split("=", 2);
            query.computeIfAbsent(decoded(parts[0]), name -> new ArrayList<>())
                    .add(parts.length == 2 ? decoded(parts[1]) : "");
        }
        return query;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            return text;
        }
    }
}
