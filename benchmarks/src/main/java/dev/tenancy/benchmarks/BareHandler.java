package dev.tenancy.benchmarks;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.jr.ob.JSON;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.sql.DataSource;

/** What somebody writes who wants GET /items/{id} and nothing else: JSON in, one transaction by hand, JSON out, a line of log. */
final class BareHandler implements RequestStreamHandler {

    private final DataSource dataSource;
    private final Function<String, String> before;
    private final int resultsBefore;
    private final TenantLayout layout;
    private final Map<String, String> texts = new ConcurrentHashMap<>();

    private BareHandler(
            DataSource dataSource, TenantLayout layout, int resultsBefore, Function<String, String> before) {
        this.dataSource = dataSource;
        this.layout = layout;
        this.resultsBefore = resultsBefore;
        this.before = before;
    }

    /** The statements that the sample sends. */
    static BareHandler withRole(DataSource dataSource, TenantLayout layout) {
        return new BareHandler(
                dataSource,
                layout,
                2,
                tenant -> "set local role \"" + layout.roleOf(TenantId.of(tenant)) + "\"; set transaction read only;");
    }

    static BareHandler withoutRole(DataSource dataSource, TenantLayout layout) {
        return new BareHandler(dataSource, layout, 0, tenant -> "");
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
            answer.put("body", JSON.std.asString(item(tenant, id)));
        } catch (SQLException e) {
            throw new IOException(e);
        }
        System.out.println(JSON.std.asString(Map.of("requestId", context.getAwsRequestId(), "tenantId", tenant)));
        JSON.std.write(answer, output);
    }

    private Map<String, Object> item(String tenant, UUID id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            Map<String, Object> item;
            try (PreparedStatement statement = connection.prepareStatement(texts.computeIfAbsent(tenant, this::text))) {
                statement.setObject(1, id);
                statement.execute();
                for (int i = 0; i < resultsBefore; i++) {
                    statement.getMoreResults();
                }
                try (ResultSet row = statement.getResultSet()) {
                    row.next();
                    item = item(row);
                }
            }
            connection.commit();
            connection.setAutoCommit(true);
            return item;
        }
    }

    private String text(String tenant) {
        return before.apply(tenant)
                + "select id, name, description, quantity, created_at, updated_at, version from \""
                + layout.schemaOf(TenantId.of(tenant)).value() + "\".\"items\" where id = ?";
    }

    private static Map<String, Object> item(ResultSet row) throws SQLException {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("id", row.getObject(1, UUID.class).toString());
        item.put("name", row.getString(2));
        item.put("description", row.getString(3));
        item.put("quantity", row.getInt(4));
        item.put("createdAt", row.getObject(5, OffsetDateTime.class).toInstant().toString());
        item.put("updatedAt", row.getObject(6, OffsetDateTime.class).toInstant().toString());
        item.put("version", row.getInt(7));
        return item;
    }

    private static String inner(Map<String, Object> event, String map, String name) {
        return event.get(map) instanceof Map<?, ?> inner ? String.valueOf(inner.get(name)) : "";
    }
}
