package dev.tenancy.sample;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the function reads of an event of API Gateway's REST proxy integration. */
record ApiRequest(Map<String, Object> event) {

    /** The longest body, in bytes of UTF-8. */
    static final int MAX_BODY = 32 * 1024;

    String method() {
        return text(event, "httpMethod");
    }

    /** The route as the API was deployed with it, {@code /items/{item_id}}; empty behind a {@code {proxy+}}. */
    String resource() {
        String resource = text(event, "resource");
        return resource.contains("+}") ? "" : resource;
    }

    String path() {
        return text(event, "path");
    }

    /** The path that the client used, with the stage. */
    String publicPath() {
        String path = text(map(event, "requestContext"), "path");
        return path.isEmpty() ? path() : path;
    }

    @Nullable
    String pathParameter(String name) {
        return map(event, "pathParameters").get(name) instanceof String value ? value : null;
    }

    String requestId() {
        return text(map(event, "requestContext"), "requestId");
    }

    /** What the authorizer found out: its own context, or a token's claims. */
    List<Object> claims(String name) {
        Map<String, Object> authorizer = map(map(event, "requestContext"), "authorizer");
        List<Object> values = new ArrayList<>();
        Optional.ofNullable(map(authorizer, "claims").get(name)).ifPresent(values::add);
        Optional.ofNullable(authorizer.get(name)).ifPresent(values::add);
        return values;
    }

    /** A header that may be repeated, its values joined by comma as HTTP says; empty if there is none. */
    String header(String name) {
        return find(name).joined();
    }

    /**
     * A header that must not be repeated.
     *
     * @return its value, or null if it is absent
     * @throws Problem 400 if it is there twice, or the event's two maps of headers disagree
     */
    @Nullable
    String onlyHeader(String name) {
        return find(name).only();
    }

    private Header find(String name) {
        return Header.of(name, map(event, "headers"), map(event, "multiValueHeaders"));
    }

    /**
     * A parameter of the query.
     *
     * @return its value, or null if it is absent
     * @throws Problem 400 if it is there twice
     */
    @Nullable
    String query(String name) {
        Object values = map(event, "multiValueQueryStringParameters").get(name);
        if (values instanceof List<?> list && list.size() > 1) {
            throw Problem.badRequest("The query parameter " + name + " must be there once.");
        }
        return map(event, "queryStringParameters").get(name) instanceof String value ? value : null;
    }

    /**
     * The body.
     *
     * @throws Problem 413 if it is longer than {@link #MAX_BODY}, before any of it is decoded; 400 if it is no UTF-8
     */
    String body() {
        String body = text(event, "body");
        boolean encoded = Boolean.TRUE.equals(event.get("isBase64Encoded"));
        // four characters of base64 are three bytes
        if (body.length() > (encoded ? (MAX_BODY + 2) / 3 * 4 : MAX_BODY)) {
            throw tooLarge();
        }
        String decoded = encoded ? decode(body) : body;
        if (decoded.getBytes(StandardCharsets.UTF_8).length > MAX_BODY) {
            throw tooLarge();
        }
        return decoded;
    }

    private static String decode(String body) {
        try {
            byte[] bytes = Base64.getDecoder().decode(body);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw Problem.badRequest("The body is not UTF-8.");
        }
    }

    private static Problem tooLarge() {
        return new Problem(413, "The body is longer than " + MAX_BODY + " bytes.");
    }

    private static String text(Map<String, Object> map, String key) {
        return map.get(key) instanceof String text ? text : "";
    }

    @SuppressWarnings("unchecked") // a JSON object's keys are texts
    private static Map<String, Object> map(Map<String, Object> map, String key) {
        return map.get(key) instanceof Map<?, ?> inner ? (Map<String, Object>) inner : Map.of();
    }
}
