package dev.tenancy.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenancy.TenantLayout;
import dev.tenancy.generated.shared.Public;
import dev.tenancy.generated.tenant.Sequences;
import dev.tenancy.generated.tenant.Tenant;
import dev.tenancy.generated.tenant.enums.ItemStatus;
import dev.tenancy.generated.tenant.routines.ItemCount;
import dev.tenancy.generated.tenant.routines.PlaceOrder;
import dev.tenancy.generated.tenant.tables.Items;
import dev.tenancy.generated.tenant.tables.ItemsOf;
import dev.tenancy.generated.tenant.tables.Orders;
import dev.tenancy.generated.tenant.tables.daos.ItemsDao;
import dev.tenancy.generated.tenant.udt.Dimensions;
import org.jooq.JSONB;
import org.jooq.Named;
import org.jooq.Schema;
import org.jooq.UniqueKey;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.Test;

class GeneratedCodeTest {

    @Test
    void tenant_code_is_generated_for_the_template_schema_of_the_default_layout() {
        assertThat(Tenant.TENANT.getName()).isEqualTo(TenantLayout.defaults().templateSchema());
    }

    @Test
    void shared_code_is_generated_for_the_shared_schema_of_the_default_layout() {
        assertThat(Public.PUBLIC.getName()).isEqualTo(TenantLayout.defaults().sharedSchema());
        assertThat(names(Public.PUBLIC)).containsExactly("countries");
    }

    @Test
    void every_kind_of_object_is_generated_and_belongs_to_the_template_schema() {
        assertThat(names(Tenant.TENANT))
                .containsExactlyInAnyOrder("active_items", "item_sizes", "items", "items_of", "orders");
        assertThat(ItemsOf.ITEMS_OF.getSchema()).isEqualTo(Tenant.TENANT);
        assertThat(Sequences.ORDER_NUMBERS.getSchema()).isEqualTo(Tenant.TENANT);
        assertThat(ItemStatus.draft.getSchema()).isEqualTo(Tenant.TENANT);
        assertThat(Dimensions.DIMENSIONS.getSchema()).isEqualTo(Tenant.TENANT);
        assertThat(new ItemCount().getSchema()).isEqualTo(Tenant.TENANT);
        assertThat(new PlaceOrder().getOutParameters())
                .extracting(Named::getName)
                .containsExactly("order_number");
        assertThat(Tenant.TENANT.getDomains()).extracting(Named::getName).containsExactly("sku");
    }

    @Test
    void columns_keep_the_types_that_a_reader_of_ddl_files_loses() {
        assertThat(Items.ITEMS.ATTRIBUTES.getType()).isEqualTo(JSONB.class);
        assertThat(Items.ITEMS.TAGS.getType()).isEqualTo(String[].class);
        assertThat(Orders.ORDERS.BOXES.getDataType()).isEqualTo(SQLDataType.INTEGER.nullable(false));
        assertThat(Items.ITEMS.getIdentity().getField()).isEqualTo(Items.ITEMS.ID);
    }

    @Test
    void keys_are_known_and_daos_exist() {
        assertThat(Orders.ORDERS.getReferences()).hasSize(2);
        assertThat(Items.ITEMS.getUniqueKeys()).extracting(UniqueKey::getName).containsExactly("items_sku_key");
        assertThat(new ItemsDao().getTable()).isEqualTo(Items.ITEMS);
    }

    private static Iterable<String> names(Schema schema) {
        return schema.getTables().stream().map(Named::getName).toList();
    }
}
