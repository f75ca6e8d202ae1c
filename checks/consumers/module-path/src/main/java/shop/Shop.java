package shop;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.TenantRegistry;
import dev.tenancy.flyway.Tenants;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/** Both sides of a user's application. */
public record Shop(DataSource owner, DataSource app, TenantLayout layout, String appLogin) {

    public void open(TenantId tenant) {
        Tenants.builder(owner)
                .layout(layout)
                .locations("classpath:db/tenant")
                .appLogin(appLogin)
                .build()
                .provision(tenant);
    }

    public List<String> owners(TenantId tenant) {
        return tenancy().inTransaction(tenant, dsl -> {
            dsl.insertInto(table(name("tenant", "items")), field(name("owner"), String.class))
                    .values(tenant.value())
                    .execute();
            return dsl.select(field(name("owner"), String.class))
                    .from(table(name("tenant", "items")))
                    .fetch(row -> row.value1());
        });
    }

    public Tenancy tenancy() {
        return Tenancy.builder(app)
                .layout(layout)
                .registry(TenantRegistry.table(app, layout).cached(Duration.ofSeconds(5)))
                .build();
    }
}
