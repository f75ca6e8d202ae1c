package dev.tenancy.integration;

import static dev.tenancy.generated.tenant.Tables.ITEMS;
import static dev.tenancy.integration.ContractPart.item;
import static dev.tenancy.integration.TenantDatabase.ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.generated.tenant.tables.records.ItemsRecord;
import java.util.List;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** Everything that sends many statements at once. */
interface BatchContract extends ContractPart {

    @BothDoors
    default void a_batch_of_queries_runs_each(Door door) {
        use(door, ACME, dsl -> {
            assertThat(dsl.batch(
                                    dsl.update(ITEMS).set(ITEMS.PRICE_CENTS, 1L),
                                    dsl.deleteFrom(ITEMS).where(ITEMS.ID.eq(2L)),
                                    dsl.insertInto(ITEMS, ITEMS.OWNER, ITEMS.NAME)
                                            .values("acme", "clip"))
                            .execute())
                    .containsExactly(2, 1, 1);
            assertThat(dsl.selectFrom(ITEMS).orderBy(ITEMS.ID).fetch(ITEMS.NAME))
                    .containsExactly("acme pen", "clip");
        });
    }

    @BothDoors
    default void a_batch_of_binds_runs_each(Door door) {
        use(door, ACME, dsl -> {
            assertThat(dsl.batch(dsl.insertInto(ITEMS, ITEMS.OWNER, ITEMS.NAME).values((String) null, null))
                            .bind("acme", "clip")
                            .bind("acme", "nail")
                            .bind("acme", "nut")
                            .execute())
                    .containsExactly(1, 1, 1);
            assertThat(dsl.fetchCount(ITEMS)).isEqualTo(5);
        });
    }

    @BothDoors
    default void records_are_stored_in_a_batch(Door door) {
        use(door, ACME, dsl -> {
            List<ItemsRecord> items = List.of(item(dsl, "clip"), item(dsl, "nail"));
            assertThat(dsl.batchInsert(items).execute()).containsExactly(1, 1);
            List<ItemsRecord> stored = dsl.selectFrom(ITEMS).orderBy(ITEMS.ID).fetch();
            stored.forEach(item -> item.setPriceCents(9L));
            assertThat(dsl.batchUpdate(stored).execute()).containsExactly(1, 1, 1, 1);
            stored.forEach(item -> item.setPriceCents(8L));
            assertThat(dsl.batchStore(stored).execute()).containsExactly(1, 1, 1, 1);
            stored.forEach(item -> item.setPriceCents(7L));
            stored.forEach(item -> item.changed(true));
            assertThat(dsl.batchMerge(stored).execute()).containsExactly(1, 1, 1, 1);
            assertThat(dsl.selectDistinct(ITEMS.PRICE_CENTS).from(ITEMS).fetchSet(ITEMS.PRICE_CENTS))
                    .containsExactly(7L);
            assertThat(dsl.batchDelete(stored).execute()).containsExactly(1, 1, 1, 1);
        });
    }

    @BothDoors
    default void statements_are_collected_by_batched(Door door) {
        use(door, ACME, dsl -> {
            dsl.batched(collecting -> {
                for (int i = 0; i < 5; i++) {
                    item(collecting.dsl(), "clip " + i).insert();
                }
                collecting.dsl().update(ITEMS).set(ITEMS.PRICE_CENTS, 3L).execute();
            });
            assertThat(dsl.fetchCount(ITEMS, ITEMS.PRICE_CENTS.eq(3L))).isEqualTo(7);
        });
    }

    @BothDoors
    default void a_batch_of_plain_texts_runs_each(Door door) {
        use(door, ACME, dsl -> {
            String insert = dsl.renderInlined(
                    dsl.insertInto(ITEMS, ITEMS.OWNER, ITEMS.NAME).values("acme", "clip"));
            assertThat(dsl.batch(insert, insert).execute()).containsExactly(1, 1);
            assertThat(dsl.fetchCount(ITEMS)).isEqualTo(4);
        });
    }

    @BothDoors
    default void queries_joined_in_one_object_run_one_after_the_other(Door door) {
        use(door, ACME, dsl -> {
            dsl.queries(
                            dsl.update(ITEMS).set(ITEMS.PRICE_CENTS, 1L),
                            dsl.insertInto(ITEMS, ITEMS.OWNER, ITEMS.NAME).values("acme", "clip"))
                    .executeBatch();
            assertThat(dsl.fetchCount(ITEMS)).isEqualTo(3);
        });
    }

    @BothDoors
    default void a_batch_that_fails_keeps_nothing_and_says_why(Door door) {
        assertThatThrownBy(
                        () -> use(door, ACME, dsl -> dsl.batch(dsl.insertInto(ITEMS, ITEMS.ID, ITEMS.OWNER, ITEMS.NAME)
                                        .values((Long) null, null, null))
                                .bind(3L, "acme", "clip")
                                .bind(1L, "acme", "there already")
                                .execute()))
                .isInstanceOfSatisfying(
                        DataAccessException.class, e -> assertThat(e.sqlState()).isEqualTo("23505"));
        assertThat(this.<Integer, RuntimeException>in(door, ACME, dsl -> dsl.fetchCount(ITEMS)))
                .isEqualTo(2);
    }

    @BothDoors
    default void a_csv_is_loaded(Door door) throws Exception {
        use(door, ACME, dsl -> {
            var loader = dsl.loadInto(ITEMS)
                    .bulkAfter(2)
                    .batchAfter(2)
                    .loadCSV("owner,name\nacme,a\nacme,b\nacme,c\nacme,d\nacme,e\n")
                    .fieldsCorresponding()
                    .execute();
            assertThat(loader.errors()).isEmpty();
            assertThat(loader.stored()).isEqualTo(5);
            assertThat(dsl.selectFrom(ITEMS).where(DSL.length(ITEMS.NAME).eq(1)).fetch())
                    .hasSize(5);
        });
    }

    @BothDoors
    default void a_csv_is_loaded_row_by_row_past_duplicates(Door door) throws Exception {
        use(door, ACME, dsl -> {
            var loader = dsl.loadInto(ITEMS)
                    .onDuplicateKeyIgnore()
                    .loadCSV("id,owner,name\n1,acme,a\n9,acme,b\n")
                    .fieldsCorresponding()
                    .execute();
            assertThat(loader.errors()).isEmpty();
            assertThat(dsl.fetchSingle(ITEMS, ITEMS.ID.eq(1L)).getName()).isEqualTo("acme pen");
            assertThat(dsl.fetchCount(ITEMS)).isEqualTo(3);
        });
    }
}
