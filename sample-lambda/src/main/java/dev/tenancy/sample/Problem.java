package dev.tenancy.sample;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request that gets an error for an answer (RFC 9457). The detail is shown to the client: it names no schema, no SQL and
 * no other tenant.
 */
final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1;

    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(400, "Bad Request"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(406, "Not Acceptable"),
            Map.entry(409, "Conflict"),
            Map.entry(412, "Precondition Failed"),
            Map.entry(413, "Content Too Large"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(422, "Unprocessable Content"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(503, "Service Unavailable"));

    private final int status;
    private final String detail;
    private final transient Map<String, String> headers;

    Problem(int status, String detail) {
        this(status, detail, Map.of());
    }

    Problem(int status, String detail, Map<String, String> headers) {
        super(status + " " + detail, null, false, false);
        this.status = status;
        this.detail = detail;
        this.headers = headers;
    }

    static Problem badRequest(String detail) {
        return new Problem(400, detail);
    }

    int status() {
        return status;
    }

    /** The answer: {@code application/problem+json} of type {@code about:blank}. */
    ApiResponse response(String correlationId) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", TITLES.getOrDefault(status, "Error"));
        body.put("status", status);
        body.put("detail", detail);
        body.put("correlationId", correlationId);
        ApiResponse response = new ApiResponse(status, "application/problem+json", body);
        headers.forEach(response::header);
        return response;
    }
}
