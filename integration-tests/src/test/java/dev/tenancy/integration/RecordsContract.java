package dev.tenancy.integration;

import static dev.tenancy.generated.tenant.Tables.ITEMS;
import static dev.tenancy.generated.tenant.Tables.ORDERS;
import static dev.tenancy.integration.ContractPart.item;
import static dev.tenancy.integration.TenantDatabase.ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.val;

import dev.tenancy.generated.tenant.enums.ItemStatus;
import dev.tenancy.generated.tenant.tables.daos.ItemsDao;
import dev.tenancy.generated.tenant.tables.pojos.Items;
import dev.tenancy.generated.tenant.tables.records.ItemsRecord;
import java.util.List;
import org.jooq.Record1;

/** Rows: records, DAOs, keys made by the database, everything that returns what it wrote. */
interface RecordsContract extends ContractPart {

    @BothDoors
    default void a_table_is_read_into_records_and_classes(Door door) {
        use(door, ACME, dsl -> {
            assertThat(dsl.selectFrom(ITEMS).orderBy(ITEMS.ID).fetch(ITEMS.NAME))
                    .containsExactly("acme pen", "acme ink");
            assertThat(dsl.selectFrom(ITEMS)
                            .where(ITEMS.ID.eq(1L))
                            .fetchSingleInto(Items.class)
                            .getOwner())
                    .isEqualTo("acme");
            assertThat(dsl.fetchCount(ITEMS)).isEqualTo(2);
            assertThat(dsl.fetchExists(ITEMS, ITEMS.NAME.like("globex%"))).isFalse();
        });
        assertThat(database().canary().seen()).as("rows that the canary saw").isPositive();
    }

    @BothDoors
    default void a_record_is_stored_refreshed_updated_and_deleted(Door door) {
        use(door, ACME, dsl -> {
            ItemsRecord item = item(dsl, "clip");
            assertThat(item.store()).isEqualTo(1);
            assertThat(item.getId()).as("the generated key").isEqualTo(3);
            item.refresh();
            assertThat(item.getStatus()).as("a default").isEqualTo(ItemStatus.draft);
            item.setName("clips");
            assertThat(item.update()).isEqualTo(1);
            assertThat(dsl.fetchSingle(ITEMS, ITEMS.ID.eq(3L)).getName()).isEqualTo("clips");
            assertThat(item.delete()).isEqualTo(1);
            assertThat(dsl.fetchCount(ITEMS)).isEqualTo(2);
        });
    }

    @BothDoors
    default void a_record_is_inserted_and_merged(Door door) {
        use(door, ACME, dsl -> {
            ItemsRecord item = item(dsl, "clip");
            item.setId(7L);
            item.insert();
            item.setName("clips");
            item.changed(ITEMS.OWNER, true);
            item.changed(ITEMS.ID, true);
            item.merge();
            assertThat(dsl.fetch(ITEMS, ITEMS.ID.eq(7L)).getValues(ITEMS.NAME)).containsExactly("clips");
            assertThat(dsl.executeUpdate(item)).isZero();
            item.setName("nails");
            assertThat(dsl.executeUpdate(item)).isEqualTo(1);
            assertThat(dsl.executeDelete(item)).isEqualTo(1);
        });
    }

    @BothDoors
    default void a_record_walks_its_foreign_key(Door door) {
        use(door, ACME, dsl -> {
            dsl.insertInto(ORDERS, ORDERS.OWNER, ORDERS.ITEM_ID, ORDERS.QUANTITY)
                    .values("acme", 1L, 25)
                    .execute();
            var order = dsl.fetchSingle(ORDERS);
            assertThat(order.getBoxes()).as("a generated column").isEqualTo(3);
            assertThat(order.fetchParent(dev.tenancy.generated.tenant.Keys.ORDERS__ORDERS_ITEM_ID_FKEY)
                            .getName())
                    .isEqualTo("acme pen");
            assertThat(dsl.select(ORDERS.items().NAME).from(ORDERS).fetch(0, String.class))
                    .containsExactly("acme pen");
        });
    }

    @BothDoors
    default void a_dao_made_from_the_configuration_works_in_the_tenant(Door door) {
        use(door, ACME, dsl -> {
            ItemsDao dao = new ItemsDao(dsl.configuration());
            Items clip = new Items();
            clip.setOwner("acme");
            clip.setName("clip");
            clip.setStatus(ItemStatus.active);
            clip.setTags(new String[] {"a"});
            clip.setAttributes(org.jooq.JSONB.jsonb("{}"));
            clip.setPriceCents(1L);
            clip.setCreatedAt(java.time.OffsetDateTime.now(java.time.ZoneOffset.UTC));
            dao.insert(clip);
            assertThat(clip.getId()).isEqualTo(3);
            clip.setName("clips");
            dao.update(clip);
            assertThat(dao.fetchOneById(3L).getName()).isEqualTo("clips");
            assertThat(dao.findAll()).hasSize(3);
            dao.deleteById(3L);
            assertThat(dao.existsById(3L)).isFalse();
            assertThat(dao.count()).isEqualTo(2);
        });
    }

    @BothDoors
    default void what_was_written_is_returned(Door door) {
        use(door, ACME, dsl -> {
            assertThat(dsl.insertInto(ITEMS, ITEMS.OWNER, ITEMS.NAME)
                            .values("acme", "clip")
                            .values("acme", "nail")
                            .returning(ITEMS.ID, ITEMS.OWNER)
                            .fetch(ITEMS.ID))
                    .containsExactly(3L, 4L);
            assertThat(dsl.insertInto(ITEMS, ITEMS.OWNER, ITEMS.NAME)
                            .values("acme", "nut")
                            .returningResult(ITEMS.NAME.concat("!"))
                            .fetchSingle()
                            .value1())
                    .isEqualTo("nut!");
            assertThat(dsl.update(ITEMS)
                            .set(ITEMS.PRICE_CENTS, ITEMS.PRICE_CENTS.plus(1))
                            .where(ITEMS.ID.eq(1L))
                            .returning()
                            .fetchSingle()
                            .getPriceCents())
                    .isEqualTo(101);
            assertThat(dsl.deleteFrom(ITEMS)
                            .where(ITEMS.ID.gt(2L))
                            .returningResult(ITEMS.ID)
                            .fetchSet(ITEMS.ID))
                    .containsExactlyInAnyOrder(3L, 4L, 5L);
        });
    }

    @BothDoors
    default void counts_of_written_rows_are_those_of_the_statement(Door door) {
        use(door, ACME, dsl -> {
            assertThat(dsl.update(ITEMS).set(ITEMS.PRICE_CENTS, 5L).execute()).isEqualTo(2);
            assertThat(dsl.update(ITEMS)
                            .set(ITEMS.PRICE_CENTS, 5L)
                            .where(ITEMS.ID.lt(0L))
                            .execute())
                    .isZero();
            assertThat(dsl.deleteFrom(ITEMS).where(ITEMS.ID.eq(2L)).execute()).isEqualTo(1);
            assertThat(dsl.selectFrom(ITEMS).execute()).isEqualTo(1);
            assertThat(dsl.execute("update {0} set price_cents = 6", ITEMS)).isEqualTo(1);
        });
    }

    @BothDoors
    default void an_upsert_inserts_updates_or_does_nothing(Door door) {
        use(door, ACME, dsl -> {
            for (String name : List.of("bolt", "bolts")) {
                Record1<String> written = dsl.insertInto(ITEMS, ITEMS.OWNER, ITEMS.NAME, ITEMS.SKU)
                        .values("acme", name, "B-1")
                        .onConflict(ITEMS.SKU)
                        .doUpdate()
                        .set(ITEMS.NAME, excluded(ITEMS.NAME))
                        .returningResult(ITEMS.NAME)
                        .fetchSingle();
                assertThat(written.value1()).isEqualTo(name);
            }
            assertThat(dsl.insertInto(ITEMS, ITEMS.OWNER, ITEMS.NAME, ITEMS.SKU)
                            .values("acme", "third", "B-1")
                            .onConflictDoNothing()
                            .execute())
                    .isZero();
            assertThat(dsl.select(count())
                            .from(ITEMS)
                            .where(ITEMS.SKU.eq("B-1"))
                            .fetchSingle()
                            .value1())
                    .isEqualTo(1);
        });
    }

    @BothDoors
    default void merge_into_matches_and_inserts(Door door) {
        use(door, ACME, dsl -> {
            for (int i = 0; i < 2; i++) {
                dsl.mergeInto(ITEMS)
                        .using(dsl.select(
                                        val("M-1").as("sku"), val("merged " + i).as("name"))
                                .asTable("source"))
                        .on(ITEMS.SKU.eq(
                                org.jooq.impl.DSL.field(org.jooq.impl.DSL.name("source", "sku"), String.class)))
                        .whenMatchedThenUpdate()
                        .set(
                                ITEMS.NAME,
                                org.jooq.impl.DSL.field(org.jooq.impl.DSL.name("source", "name"), String.class))
                        .whenNotMatchedThenInsert(ITEMS.OWNER, ITEMS.SKU, ITEMS.NAME)
                        .values(val("acme"), val("M-1"), val("first"))
                        .execute();
            }
            assertThat(dsl.fetchSingle(ITEMS, ITEMS.SKU.eq("M-1")).getName()).isEqualTo("merged 1");
        });
    }
}
