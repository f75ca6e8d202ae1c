package dev.tenancy.benchmarks;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** What somebody writes who wants GET /items/{id} and nothing else: JSON in, an item, JSON out, a line of log. */
record BareHandler(Items items) implements RequestStreamHandler {

    /** Where an item comes from. */
    @FunctionalInterface
    interface Items {

        Map<String, Object> item(String tenant, UUID id) throws SQLException;
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        Map<String, Object> event = JSON.std.mapFrom(input);
        String tenant = inner(event, "headers", "X-Tenant-ID");
        UUID id = UUID.fromString(inner(event, "pathParameters", "item_id"));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("statusCode", 200);
        answer.put("multiValueHeaders", Map.of("Content-Type", new String[] {"application/json"}));
        try {
            answer.put("body", JSON.std.asString(items.item(tenant, id)));
        } catch (SQLException e) {
            throw new IOException(e);
        }
        System.out.println(JSON.std.asString(Map.of("requestId", context.getAwsRequestId(), "tenantId", tenant)));
        JSON.std.write(answer, output);
    }

    private static String inner(Map<String, Object> event, String map, String name) {
        return event.get(map) instanceof Map<?, ?> inner ? String.valueOf(inner.get(name)) : "";
    }
}
