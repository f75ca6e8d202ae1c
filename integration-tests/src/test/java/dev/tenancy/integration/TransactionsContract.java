package dev.tenancy.integration;

import static dev.tenancy.generated.tenant.Tables.ITEMS;
import static dev.tenancy.integration.ContractPart.item;
import static dev.tenancy.integration.TenantDatabase.ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;

/** Transactions inside transactions, and elsewhere. */
interface TransactionsContract extends ContractPart {

    @BothDoors
    default void a_nested_transaction_that_throws_is_undone_alone(Door door) {
        use(door, ACME, dsl -> {
            dsl.transaction(outer -> {
                item(outer.dsl(), "kept").insert();
                assertThatThrownBy(() -> outer.dsl().transaction(inner -> {
                            item(inner.dsl(), "undone").insert();
                            throw new IllegalStateException("inner");
                        }))
                        .hasMessage("inner");
                item(outer.dsl(), "kept too").insert();
            });
            assertThat(names(dsl)).containsExactly("acme pen", "acme ink", "kept", "kept too");
        });
        assertCommitted("kept", "kept too");
    }

    @BothDoors
    default void a_nested_transaction_with_an_error_of_sql_is_undone_alone(Door door) {
        use(
                door,
                ACME,
                dsl -> dsl.transaction(outer -> {
                    item(outer.dsl(), "kept").insert();
                    assertThatThrownBy(() ->
                                    outer.dsl().transaction(inner -> inner.dsl().execute("select 1 / 0")))
                            .isInstanceOf(DataAccessException.class);
                    assertThat(names(outer.dsl())).contains("kept");
                }));
        assertCommitted("kept");
    }

    @BothDoors
    default void a_nested_transaction_may_be_the_first_thing_done_and_fail(Door door) {
        use(
                door,
                ACME,
                dsl -> dsl.transaction(outer -> {
                    assertThatThrownBy(() ->
                                    outer.dsl().transaction(inner -> inner.dsl().execute("select 1 / 0")))
                            .isInstanceOf(DataAccessException.class);
                    item(outer.dsl(), "kept")
                            .insert(); // under the role still, which a rollback to the savepoint must not undo
                }));
        assertCommitted("kept");
    }

    @Test
    default void a_nested_transaction_is_the_first_thing_of_a_unit_of_work() {
        database().tenancy().useTransaction(ACME, dsl -> {
            assertThatThrownBy(() -> dsl.transaction(inner -> inner.dsl().execute("select * from nowhere.at_all")))
                    .isInstanceOf(DataAccessException.class);
            item(dsl, "kept").insert();
        });
        assertCommitted("kept");
    }

    @Test
    default void an_error_swallowed_inside_a_nested_transaction_undoes_it_loudly() {
        database().tenancy().useTransaction(ACME, dsl -> {
            item(dsl, "kept").insert();
            assertThatThrownBy(() -> dsl.transaction(inner -> {
                        item(inner.dsl(), "undone").insert();
                        assertThatThrownBy(() -> inner.dsl().execute("select 1 / 0"))
                                .isInstanceOf(DataAccessException.class);
                    }))
                    .isInstanceOf(DataAccessException.class)
                    .hasMessageContaining("rolled back");
        });
        assertCommitted("kept");
    }

    @Test
    default void savepoints_nest_deeply() {
        database().tenancy().useTransaction(ACME, dsl -> nest(dsl, 20));
        assertThat(database().tenancy().dsl(ACME).fetchCount(ITEMS)).isEqualTo(2 + 20);
    }

    private static void nest(DSLContext dsl, int depth) {
        if (depth > 0) {
            dsl.transaction(inner -> {
                item(inner.dsl(), "at " + depth).insert();
                nest(inner.dsl(), depth - 1);
            });
        }
    }

    @Test
    default void a_transaction_of_the_single_statement_context_is_a_unit_of_work() {
        DSLContext dsl = database().tenancy().dsl(ACME);
        assertThatThrownBy(() -> dsl.transaction(tx -> {
                    item(tx.dsl(), "undone").insert();
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        int inserted = dsl.transactionResult(tx -> item(tx.dsl(), "kept").insert());
        assertThat(inserted).isEqualTo(1);
        assertCommitted("kept");
    }

    @Test
    default void a_transaction_on_another_thread_is_a_unit_of_work_of_its_own() {
        DSLContext dsl = database().tenancy().dsl(ACME);
        assertThat(dsl.transactionResultAsync(tx -> item(tx.dsl(), "kept").insert())
                        .toCompletableFuture()
                        .join())
                .isEqualTo(1);
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> dsl.transactionAsync(tx -> {
                            item(tx.dsl(), "undone").insert();
                            throw new IllegalStateException("no");
                        })
                        .toCompletableFuture()
                        .join())
                .withStackTraceContaining("no");
        assertCommitted("kept");
    }

    @BothDoors
    default void a_query_on_another_thread_reads_the_tenant(Door door) throws Exception {
        use(door, ACME, dsl -> assertThat(dsl.selectFrom(ITEMS)
                        .orderBy(ITEMS.ID)
                        .fetchAsync()
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS)
                        .getValues(ITEMS.NAME))
                .containsExactly("acme pen", "acme ink"));
        use(door, ACME, dsl -> assertThat(dsl.update(ITEMS)
                        .set(ITEMS.PRICE_CENTS, 1L)
                        .executeAsync()
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS))
                .isEqualTo(2));
    }

    private static java.util.List<String> names(DSLContext dsl) {
        return dsl.selectFrom(ITEMS).orderBy(ITEMS.ID).fetch(ITEMS.NAME);
    }

    private void assertCommitted(String... more) {
        assertThat(names(database().tenancy().dsl(ACME)))
                .startsWith("acme pen", "acme ink")
                .endsWith(more)
                .hasSize(2 + more.length);
    }
}
