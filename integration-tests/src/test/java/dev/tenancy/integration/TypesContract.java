package dev.tenancy.integration;

import static dev.tenancy.generated.tenant.Tables.ITEMS;
import static dev.tenancy.generated.tenant.Tables.ITEMS_OF;
import static dev.tenancy.generated.tenant.Tables.ITEM_SIZES;
import static dev.tenancy.generated.tenant.Tables.ORDERS;
import static dev.tenancy.integration.TenantDatabase.ACME;
import static dev.tenancy.integration.TenantDatabase.GLOBEX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.cast;
import static org.jooq.impl.DSL.val;

import dev.tenancy.generated.tenant.Domains;
import dev.tenancy.generated.tenant.Routines;
import dev.tenancy.generated.tenant.Sequences;
import dev.tenancy.generated.tenant.Tenant;
import dev.tenancy.generated.tenant.enums.ItemStatus;
import dev.tenancy.generated.tenant.routines.PlaceOrder;
import dev.tenancy.generated.tenant.tables.records.ItemsRecord;
import dev.tenancy.generated.tenant.udt.records.DimensionsRecord;
import org.jooq.JSONB;
import org.jooq.exception.DataAccessException;

/** Types, sequences and routines that live in the tenant's schema. */
interface TypesContract extends ContractPart {

    @BothDoors
    default void an_enum_an_array_and_a_document_are_written_and_read(Door door) {
        use(door, ACME, dsl -> {
            ItemsRecord item = ContractPart.item(dsl, "clip");
            item.setStatus(ItemStatus.retired);
            item.setTags(new String[] {"İ", "ı", "a,b"});
            item.setAttributes(JSONB.valueOf("{\"k\": [1, 2]}"));
            item.setSku("C-1");
            item.store();
            ItemsRecord read = dsl.fetchSingle(ITEMS, ITEMS.STATUS.eq(ItemStatus.retired));
            assertThat(read.getTags()).containsExactly("İ", "ı", "a,b");
            assertThat(read.getAttributes()).isEqualTo(JSONB.valueOf("{\"k\": [1, 2]}"));
            assertThat(read.getSku()).isEqualTo("C-1");
            assertThat(dsl.fetchCount(ITEMS, ITEMS.STATUS.in(ItemStatus.active, ItemStatus.draft)))
                    .isEqualTo(2);
            assertThat(dsl.fetchExists(ITEMS, ITEMS.TAGS.contains(new String[] {"ı"})))
                    .isTrue();
        });
    }

    @BothDoors
    default void a_composite_type_is_written_and_read(Door door) {
        use(door, ACME, dsl -> {
            dsl.insertInto(ITEM_SIZES, ITEM_SIZES.ITEM_ID, ITEM_SIZES.OWNER, ITEM_SIZES.DIMENSIONS)
                    .values(1L, "acme", new DimensionsRecord(1, 2, 3))
                    .execute();
            assertThat(dsl.fetchSingle(ITEM_SIZES).getDimensions()).isEqualTo(new DimensionsRecord(1, 2, 3));
        });
    }

    @BothDoors
    default void a_domain_is_checked_where_its_column_is(Door door) {
        assertThatThrownBy(() -> use(door, ACME, dsl -> {
                    ItemsRecord item = ContractPart.item(dsl, "clip");
                    item.setSku("not a sku");
                    item.store();
                }))
                .isInstanceOfSatisfying(
                        DataAccessException.class, e -> assertThat(e.sqlState()).isEqualTo("23514"));
    }

    /** jOOQ does not map a domain's name, but a cast to one it renders as its base type. */
    @BothDoors
    default void a_cast_to_a_domain_names_no_schema(Door door) {
        use(door, ACME, dsl -> assertThat(dsl.select(cast(val("A-1"), Domains.SKU.getDataType()))
                        .fetchSingle()
                        .value1())
                .isEqualTo("A-1"));
    }

    /** Where a domain is named, in its own DDL, it names the template schema: an error, never another tenant's domain. */
    @BothDoors
    default void ddl_of_a_domain_is_an_error(Door door) {
        assertThatThrownBy(
                        () -> use(door, ACME, dsl -> dsl.dropDomain(Domains.SKU).execute()))
                .isInstanceOfSatisfying(
                        DataAccessException.class, e -> assertThat(e.sqlState()).isEqualTo("3F000"));
    }

    @BothDoors
    default void ddl_names_the_tenants_schema(Door door) {
        use(door, ACME, dsl -> {
            assertThat(dsl.render(dsl.createTable(ITEMS).column(ITEMS.NAME)))
                    .isEqualTo("create table \"tenant_acme\".\"items\" (\"name\" text not null)");
            assertThat(dsl.ddl(Tenant.TENANT).queries())
                    .extracting(dsl::render)
                    .anyMatch(sql -> sql.startsWith("create table \"tenant_acme\".\"orders\""))
                    .noneMatch(sql -> sql.startsWith("create table \"tenant\""));
            assertThat(dsl.render(dsl.alterTable(ITEMS).dropColumn(ITEMS.SKU)))
                    .isEqualTo("alter table \"tenant_acme\".\"items\" drop \"sku\"");
        });
        assertThatThrownBy(() -> use(door, ACME, dsl -> dsl.dropTable(ITEMS).execute()))
                .isInstanceOfSatisfying(
                        DataAccessException.class, e -> assertThat(e.sqlState()).isEqualTo("42501"));
    }

    @BothDoors
    default void a_sequence_counts_for_its_tenant_alone(Door door) {
        use(door, ACME, dsl -> {
            assertThat(dsl.nextval(Sequences.ORDER_NUMBERS)).isEqualTo(1000);
            assertThat(dsl.nextval(Sequences.ORDER_NUMBERS)).isEqualTo(1001);
            assertThat(dsl.nextvals(Sequences.ORDER_NUMBERS, 2)).containsExactly(1002L, 1003L);
            assertThat(dsl.select(Sequences.ORDER_NUMBERS.nextval())
                            .fetchSingle()
                            .value1())
                    .isEqualTo(1004);
        });
        use(door, GLOBEX, dsl -> assertThat(dsl.nextval(Sequences.ORDER_NUMBERS))
                .isEqualTo(1000));
    }

    @BothDoors
    default void a_function_is_called_alone_and_inside_a_query(Door door) {
        use(door, ACME, dsl -> {
            assertThat(Routines.itemCount(dsl.configuration(), "acme")).isEqualTo(2);
            assertThat(Routines.itemCount(dsl.configuration(), "globex")).isZero();
            assertThat(dsl.select(Routines.itemCount("acme")).fetchSingle().value1())
                    .isEqualTo(2);
        });
    }

    @BothDoors
    default void a_table_valued_function_is_called_alone_and_inside_a_query(Door door) {
        use(door, ACME, dsl -> {
            assertThat(Routines.itemsOf(dsl.configuration(), "acme")).hasSize(2);
            assertThat(dsl.select(ITEMS_OF.ITEM_NAME)
                            .from(ITEMS_OF.call("acme"))
                            .fetch(0, String.class))
                    .containsExactly("acme pen", "acme ink");
            assertThat(dsl.selectFrom(ITEMS_OF.call("globex")).fetch()).isEmpty();
        });
    }

    @BothDoors
    default void a_procedure_writes_and_gives_its_out_parameter(Door door) {
        use(door, ACME, dsl -> {
            assertThat(Routines.placeOrder(dsl.configuration(), "acme", 1L, 13)).isEqualTo(1000);
            PlaceOrder call = new PlaceOrder();
            call.setOfOwner("acme");
            call.setOfItem(2L);
            call.setHowMany(1);
            call.execute(dsl.configuration());
            assertThat(call.getOrderNumber()).isEqualTo(1001);
            assertThat(dsl.selectFrom(ORDERS).orderBy(ORDERS.NUMBER).fetch(ORDERS.BOXES))
                    .containsExactly(2, 1);
        });
    }
}
