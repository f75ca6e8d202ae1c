package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import dev.tenancy.flyway.Tenants;
import dev.tenancy.test.PostgresExtension;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ShopTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

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
    void the_library_is_modules() {
        assertEquals("shop", Shop.class.getModule().getName());
        assertEquals("dev.tenancy", Tenancy.class.getModule().getName());
        assertFalse(Tenancy.class.getModule().getDescriptor().isAutomatic());
        assertEquals("dev.tenancy.flyway", Tenants.class.getModule().getName());
    }
}
