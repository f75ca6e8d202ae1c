package dev.tenancy.sample;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer to API Gateway. */
final class ApiResponse {

    private final int status;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final @Nullable Map<String, ?> body;

    ApiResponse(int status, String contentType, Map<String, ?> body) {
        this.status = status;
        this.body = body;
        header("Content-Type", contentType);
    }

    private ApiResponse(int status) {
        this.status = status;
        this.body = null;
    }

    static ApiResponse json(int status, Map<String, ?> body) {
        return new ApiResponse(status, "application/json", body);
    }

    static ApiResponse empty(int status) {
        return new ApiResponse(status);
    }

    ApiResponse header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    int status() {
        return status;
    }

    /** In the shape that API Gateway's proxy integration wants. */
    Map<String, Object> event() {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("statusCode", status);
        event.put("headers", headers);
        event.put("body", body == null ? "" : Json.write(body));
        event.put("isBase64Encoded", false);
        return event;
    }
}
