package dev.tenancy.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the function answered. */
record Answer(int status, Map<String, String> headers, String body) {

    @SuppressWarnings("unchecked")
    static Answer of(String answer) {
        Map<String, Object> fields = parsed(answer);
        return new Answer((Integer) fields.get("statusCode"), (Map<String, String>) fields.get("headers"), (String)
                fields.get("body"));
    }

    Map<String, Object> json() {
        return parsed(body);
    }

    String id() {
        return (String) json().get("id");
    }

    String etag() {
        return headers.get("ETag");
    }

    @SuppressWarnings("unchecked")
    List<Map<String, Object>> items() {
        return (List<Map<String, Object>>) json().get("items");
    }

    /** A problem's fields but the one that always differs. */
    Map<String, Object> problem() {
        Map<String, Object> fields = new LinkedHashMap<>(json());
        fields.remove("correlationId");
        return fields;
    }

    private static Map<String, Object> parsed(String json) {
        try {
            return Json.object(json);
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }
}
