package dev.tenancy.guides;

import static dev.tenancy.guides.Items.ITEMS;
import static dev.tenancy.guides.Items.NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.Isolation;
import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.TenantNotFoundException;
import dev.tenancy.TenantRegistry;
import dev.tenancy.flyway.Tenants;
import dev.tenancy.test.PostgresExtension;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What docs/scaling-out.md shows of several databases is what runs here. */
class ScalingOutGuideTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    /** Two databases of one server would need two role prefixes; two servers, which the guide is about, do not. */
    private static final TenantLayout layout =
            TenantLayout.builder().isolation(Isolation.QUALIFIED).build();

    private static final TenantId ACME = TenantId.of("acme");
    private static final TenantId GLOBEX = TenantId.of("globex");

    @Test
    void each_tenant_is_served_from_its_own_database() {
        try (ItemsDatabase first = ItemsDatabase.create(postgres, "items_eu", layout);
                ItemsDatabase second = ItemsDatabase.create(postgres, "items_us", layout);
                HikariDataSource europe = first.app();
                HikariDataSource america = second.app()) {
            provision(first, ACME);
            provision(second, GLOBEX);
            Map<TenantId, DataSource> databases = Map.of(ACME, europe, GLOBEX, america);
            // region databases
            Tenancy tenancy = Tenancy.builder(tenant -> databases.getOrDefault(tenant, europe)) // your directory
                    .layout(layout)
                    .registry(tenant -> TenantRegistry.table(databases.getOrDefault(tenant, europe), layout)
                            .statusOf(tenant))
                    .build();
            tenancy.verifyIsolation(TenantId.of("acme"))
                    .orThrow(); // once for each database, named by one of its tenants
            // endregion
            for (TenantId tenant : databases.keySet()) {
                assertThat(tenancy.<String, RuntimeException>inTransaction(
                                tenant, dsl -> dsl.select(NAME).from(ITEMS).fetchSingle(NAME)))
                        .isEqualTo("pen of " + tenant);
            }
            assertThatThrownBy(() -> tenancy.useTransaction(TenantId.of("ghost"), dsl -> dsl.fetchCount(ITEMS)))
                    .isInstanceOf(TenantNotFoundException.class);
        }
    }

    private static void provision(ItemsDatabase database, TenantId tenant) {
        try (HikariDataSource owner = database.owner()) {
            Tenants.builder(owner)
                    .layout(layout)
                    .locations("classpath:db/tenant")
                    .appLogin("items_app")
                    .seed((id, dsl) ->
                            dsl.insertInto(ITEMS, NAME).values("pen of " + id).execute())
                    .build()
                    .provision(tenant);
        }
    }
}
