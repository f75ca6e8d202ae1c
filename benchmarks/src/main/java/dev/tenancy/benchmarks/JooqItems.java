package dev.tenancy.benchmarks;

import static dev.tenancy.sample.generated.tenant.Tables.ITEMS;

import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.sample.generated.tenant.tables.records.ItemsRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;

/** An item by plain jOOQ, in one transaction by hand: what jOOQ is of the sample's price. */
record JooqItems(DataSource dataSource, TenantLayout layout, Map<String, Settings> settings)
        implements BareHandler.Items {

    static JooqItems withoutRole(DataSource dataSource, TenantLayout layout) {
        return new JooqItems(dataSource, layout, new ConcurrentHashMap<>());
    }

    @Override
    public Map<String, Object> item(String tenant, UUID id) throws SQLException {
        Settings mapped = settings.computeIfAbsent(
                tenant,
                first -> PlainJooq.mappedTo(layout.schemaOf(TenantId.of(tenant)).value()));
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            ItemsRecord item =
                    DSL.using(connection, SQLDialect.POSTGRES, mapped).fetchSingle(ITEMS, ITEMS.ID.eq(id));
            connection.commit();
            connection.setAutoCommit(true);
            return json(item);
        }
    }

    private static Map<String, Object> json(ItemsRecord row) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("id", row.getId().toString());
        item.put("name", row.getName());
        item.put("description", row.getDescription());
        item.put("quantity", row.getQuantity());
        item.put("createdAt", row.getCreatedAt().toInstant().toString());
        item.put("updatedAt", row.getUpdatedAt().toInstant().toString());
        item.put("version", row.getVersion());
        return item;
    }
}
