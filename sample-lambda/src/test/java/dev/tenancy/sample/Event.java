package dev.tenancy.sample;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** An event of API Gateway from a file, to be changed. */
final class Event {

    final Map<String, Object> fields;

    private Event(Map<String, Object> fields) {
        this.fields = fields;
    }

    static Event of(String name) {
        return new Event(resource("/events/" + name + ".json"));
    }

    static Event ofItem(String name, Object id) {
        Event event = of(name).set("path", "/items/" + id).set("pathParameters", Map.of("item_id", id.toString()));
        map(event.fields, "requestContext").put("path", "/prod/items/" + id);
        return event;
    }

    static Map<String, Object> resource(String path) {
        try (InputStream file = Objects.requireNonNull(Event.class.getResourceAsStream(path), path)) {
            return Json.event(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Event tenant(String tenant) {
        return header("X-Tenant-ID", tenant);
    }

    Event header(String name, String value) {
        map(fields, "headers").put(name, value);
        map(fields, "multiValueHeaders").put(name, List.of(value));
        return this;
    }

    Event withoutHeader(String name) {
        map(fields, "headers").remove(name);
        map(fields, "multiValueHeaders").remove(name);
        return this;
    }

    Event query(String name, String value) {
        fields.put("queryStringParameters", Map.of(name, value));
        fields.put("multiValueQueryStringParameters", Map.of(name, List.of(value)));
        return this;
    }

    Event body(String body) {
        return set("body", body);
    }

    Event authorizer(Map<String, ?> authorizer) {
        map(fields, "requestContext").put("authorizer", authorizer);
        return this;
    }

    Event set(String field, Object value) {
        fields.put(field, value);
        return this;
    }

    InputStream stream() {
        return new ByteArrayInputStream(Json.write(fields).getBytes(StandardCharsets.UTF_8));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> map, String key) {
        return (Map<String, Object>) map.get(key);
    }
}
