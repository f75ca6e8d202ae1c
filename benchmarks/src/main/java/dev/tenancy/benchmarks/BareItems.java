package dev.tenancy.benchmarks;

import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/** An item by JDBC, in one transaction by hand. */
final class BareItems implements BareHandler.Items {

    private static final String ROLE = "set transaction read only;select pg_catalog.set_config('role', ?, true);";

    private final DataSource dataSource;
    private final TenantLayout layout;
    private final boolean role;
    private final Map<String, String> texts = new ConcurrentHashMap<>();

    private BareItems(DataSource dataSource, TenantLayout layout, boolean role) {
        this.dataSource = dataSource;
        this.layout = layout;
        this.role = role;
    }

    /** The statements that the sample sends. */
    static BareItems withRole(DataSource dataSource, TenantLayout layout) {
        return new BareItems(dataSource, layout, true);
    }

    static BareItems withoutRole(DataSource dataSource, TenantLayout layout) {
        return new BareItems(dataSource, layout, false);
    }

    @Override
    public Map<String, Object> item(String tenant, UUID id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            Map<String, Object> item;
            try (PreparedStatement statement = connection.prepareStatement(texts.computeIfAbsent(tenant, this::text))) {
                try (ResultSet row =
                        role ? afterTheRole(statement, layout.roleOf(TenantId.of(tenant)), id) : alone(statement, id)) {
                    row.next();
                    item = item(row);
                }
            }
            connection.commit();
            connection.setAutoCommit(true);
            return item;
        }
    }

    private static ResultSet afterTheRole(PreparedStatement statement, String role, UUID id) throws SQLException {
        statement.setString(1, role);
        statement.setObject(2, id);
        statement.execute();
        statement.getMoreResults();
        statement.getMoreResults();
        return Objects.requireNonNull(statement.getResultSet());
    }

    private static ResultSet alone(PreparedStatement statement, UUID id) throws SQLException {
        statement.setObject(1, id);
        return statement.executeQuery();
    }

    private String text(String tenant) {
        return (role ? ROLE : "")
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
}
