package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import dev.tenancy.flyway.Tenants;
import dev.tenancy.test.PostgresExtension;
import dev.tenancy.test.TenantIsolation;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ShopTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final PostgresExtension isolated =
            PostgresExtension.builder().migrationResource("db/tenant/V1__items.sql").build();

    private static final Table<Record> ITEMS = DSL.table(DSL.name("tenant", "items"));
    private static final Field<String> OWNER = DSL.field(DSL.name("owner"), String.class);

    @Test
    void each_tenant_has_its_own_rows() {
        Shop shop = new Shop(
                postgres.ownerDataSource(),
                postgres.appDataSource(),
                postgres.layout(),
                postgres.appDataSource().getUser());
        for (TenantId tenant : List.of(TenantId.of("acme"), TenantId.of("globex"))) {
            shop.open(tenant);
            assertEquals(List.of(tenant.value()), shop.owners(tenant));
        }
    }

    @Test
    void the_kit_runs_the_code_of_one_tenant_and_looks_at_the_others() {
        TenantIsolation isolation = TenantIsolation.builder(isolated)
                .seed((tenant, dsl) -> dsl.insertInto(ITEMS, OWNER).values(tenant.value()).execute())
                .build();

        isolation.check(tenant -> isolation.tenancy().inTransaction(tenant, dsl -> dsl.fetchCount(ITEMS)));
    }

    @Test
    void all_of_it_is_on_the_class_path() {
        assertFalse(Tenancy.class.getModule().isNamed());
        assertFalse(Tenants.class.getModule().isNamed());
        assertFalse(DSL.class.getModule().isNamed());
    }
}
