package dev.tenancy.integration;

import static dev.tenancy.generated.tenant.Tables.ITEMS;
import static dev.tenancy.integration.ContractPart.item;
import static dev.tenancy.integration.TenantDatabase.ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.Tenancy;
import dev.tenancy.generated.tenant.Routines;
import dev.tenancy.generated.tenant.enums.ItemStatus;
import dev.tenancy.generated.tenant.tables.records.ItemsRecord;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.RecordContext;
import org.jooq.RecordListener;
import org.jooq.ResultQuery;
import org.jooq.Table;
import org.jooq.TransactionContext;
import org.jooq.TransactionListener;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.conf.StatementType;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultRecordListenerProvider;
import org.jooq.impl.DefaultTransactionListenerProvider;
import org.jooq.tools.jdbc.MockConfiguration;
import org.jooq.tools.jdbc.MockResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user sets: on jOOQ, on the driver, on one query; and who listens. */
interface SettingsContract extends ContractPart {

    @Test
    default void settings_of_the_user_are_kept() {
        Settings settings = new Settings()
                .withRenderFormatted(true)
                .withFetchSize(1)
                .withMaxRows(1)
                .withQueryTimeout(30)
                .withRenderQuotedNames(RenderQuotedNames.ALWAYS);
        for (Door door : Door.values()) {
            use(door, settings, dsl -> {
                assertThat(dsl.render(dsl.selectFrom(ITEMS))).contains("\n");
                assertThat(dsl.selectFrom(ITEMS).fetch()).as("max rows").hasSize(1);
                assertThat(dsl.settings().getFetchSize()).isEqualTo(1);
                assertThat(dsl.settings().getQueryTimeout()).isEqualTo(30);
            });
        }
    }

    @BothDoors
    default void a_default_fetch_size_reads_all_rows(Door door) {
        use(door, new Settings().withFetchSize(3), this::writesAndReadsAThousand);
    }

    @BothDoors
    default void static_statements_work(Door door) {
        Settings settings = new Settings().withStatementType(StatementType.STATIC_STATEMENT);
        use(door, settings, this::works);
        String long_ = "it's; commit; " + " ".repeat(100_000) + "; set role none; \\' -- /* $$ ".repeat(1_000);
        use(door, settings, dsl -> {
            ItemsRecord item = item(dsl, long_);
            item.insert();
            assertThat(dsl.fetchSingle(ITEMS, ITEMS.NAME.eq(long_)).getOwner()).isEqualTo("acme");
            assertThat(Routines.placeOrder(dsl.configuration(), "acme", 1L, 13)).isPositive();
        });
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "preferQueryMode, simple",
        "preferQueryMode, extendedForPrepared",
        "preferQueryMode, extendedCacheEverything",
        "autosave, always",
        "autosave, conservative",
        "defaultRowFetchSize, 3",
        "adaptiveFetch, true",
        "reWriteBatchedInserts, true",
        "prepareThreshold, 1",
        "prepareThreshold, 0",
        "binaryTransfer, false",
        "preparedStatementCacheQueries, 0",
    })
    default void every_setting_of_the_driver_works(String name, String value) {
        Tenancy tenancy = database().builder(database().pool(2, name, value)).build();
        for (Door door : Door.values()) {
            for (int often = 0; often < 2; often++) {
                door.in(tenancy, ACME, dsl -> works(dsl));
            }
            door.in(tenancy, ACME, dsl -> writesAndReadsAThousand(dsl));
        }
    }

    @Test
    default void with_autosave_an_error_does_not_end_the_unit_of_work_nor_its_role() {
        Tenancy tenancy =
                database().builder(database().pool(1, "autosave", "always")).build();
        tenancy.useTransaction(ACME, dsl -> {
            dsl.transaction(inner -> item(inner.dsl(), "first").insert());
            assertThatThrownBy(() -> dsl.execute("select 1 / 0")).isInstanceOf(DataAccessException.class);
            assertThatThrownBy(() -> dsl.execute("select 1 / 0")).isInstanceOf(DataAccessException.class);
            item(dsl, "after another").insert();
        });
        assertThat(tenancy.dsl(ACME).fetchCount(ITEMS)).isEqualTo(4);
    }

    @BothDoors
    default void a_query_that_takes_too_long_is_ended(Door door) {
        assertThatThrownBy(() -> use(door, ACME, dsl -> dsl.resultQuery("select pg_sleep(20)")
                        .queryTimeout(1)
                        .fetch()))
                .isInstanceOfSatisfying(
                        DataAccessException.class, e -> assertThat(e.sqlState()).isEqualTo("57014"));
    }

    @BothDoors
    default void a_query_is_cancelled_from_another_thread(Door door) throws Exception {
        CompletableFuture<Void> canceller = new CompletableFuture<>();
        assertThatThrownBy(() -> use(door, ACME, dsl -> {
                    ResultQuery<?> slow = dsl.resultQuery("select pg_sleep(20), 'cancel me'");
                    canceller.completeAsync(() -> {
                        awaitActive("cancel me");
                        slow.cancel();
                        return null;
                    });
                    slow.fetch();
                }))
                .isInstanceOfSatisfying(
                        DataAccessException.class, e -> assertThat(e.sqlState()).isEqualTo("57014"));
        canceller.get(20, TimeUnit.SECONDS);
    }

    @BothDoors
    default void listeners_of_the_user_hear_their_own_statement_and_nothing_of_ours(Door door) {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        Configuration configuration = database().configuration().deriveAppending(new ExecuteListener() {
            @Override
            public void executeStart(ExecuteContext ctx) {
                heard.add(ctx.sql());
            }
        });
        configuration.set(new DefaultRecordListenerProvider(new RecordListener() {
            @Override
            public void insertStart(RecordContext ctx) {
                heard.add("insert of a record");
            }
        }));
        configuration.set(new DefaultTransactionListenerProvider(new TransactionListener() {
            @Override
            public void commitEnd(TransactionContext ctx) {
                heard.add("commit");
            }
        }));
        Tenancy tenancy = database().builder().configuration(configuration).build();
        door.in(tenancy, ACME, dsl -> item(dsl, "clip").insert());
        assertThat(heard).hasSize(door == Door.UNIT_OF_WORK ? 3 : 2);
        assertThat(heard.get(0)).isEqualTo("insert of a record");
        assertThat(heard.get(1)).startsWith("insert into \"tenant_acme\".\"items\"");
    }

    @Test
    default void a_transaction_listener_that_fails_undoes_its_unit_of_work_and_no_other() {
        for (String when : List.of("begin", "commit", "rollback")) {
            Configuration configuration = database().configuration();
            configuration.set(new DefaultTransactionListenerProvider(new Breaking(when)));
            Tenancy tenancy = database().builder().configuration(configuration).build();
            assertThatThrownBy(() -> tenancy.useTransaction(ACME, dsl -> {
                        item(dsl, "undone").insert();
                        if (when.equals("rollback")) {
                            throw new IllegalArgumentException("of the callback");
                        }
                    }))
                    .hasMessage(when.equals("rollback") ? "of the callback" : when);
            assertThat(tenancy.dsl(ACME).fetchCount(ITEMS)).as(when).isEqualTo(2);
        }
    }

    /** Fails at one moment. */
    record Breaking(String when) implements TransactionListener {
        @Override
        public void beginEnd(TransactionContext ctx) {
            fail("begin");
        }

        @Override
        public void commitStart(TransactionContext ctx) {
            fail("commit");
        }

        @Override
        public void rollbackStart(TransactionContext ctx) {
            fail("rollback");
        }

        private void fail(String now) {
            if (now.equals(when)) {
                throw new IllegalStateException(now);
            }
        }
    }

    @BothDoors
    default void a_mocked_configuration_reaches_no_database(Door door) {
        use(door, ACME, dsl -> {
            DSLContext mocked = new MockConfiguration(dsl.configuration(), ctx -> {
                        ItemsRecord item = DSL.using(dsl.dialect()).newRecord(ITEMS);
                        item.setName("mocked");
                        return new MockResult[] {new MockResult(item)};
                    })
                    .dsl();
            assertThat(mocked.selectFrom(ITEMS).fetchSingle().getName()).isEqualTo("mocked");
        });
    }

    /** The driver prepares it anew for plain jOOQ, outside transactions. */
    @Test
    default void a_single_statement_outlives_a_migration_of_its_columns() throws Exception {
        try (Connection connection = database().postgres().appDataSource().getConnection()) {
            DSLContext dsl =
                    database().builder(new OneConnection(connection)).build().dsl(ACME);
            for (String type : List.of("varchar", "text")) {
                for (int often = 0; often < 7; often++) { // the driver prepares on the server after five
                    assertThat(countries(dsl)).containsExactly("NZ", "TR");
                }
                changeCountry(type);
                assertThat(countries(dsl)).containsExactly("NZ", "TR");
            }
        }
    }

    default void changeCountry(String type) {
        Table<?> items = DSL.table(DSL.name(database().schema(ACME), "items"));
        database().superuser().execute("alter table {0} alter country type {1}", items, DSL.raw(type));
    }

    static List<String> countries(DSLContext dsl) {
        return dsl.select(ITEMS.COUNTRY).from(ITEMS).orderBy(ITEMS.ID).fetch(ITEMS.COUNTRY);
    }

    private boolean works(DSLContext dsl) {
        ItemsRecord item = item(dsl, "clip");
        item.setStatus(ItemStatus.retired);
        item.setTags(new String[] {"a'b"});
        item.store();
        assertThat(item.getId()).isGreaterThan(2);
        item.setName("clips");
        item.store();
        assertThat(dsl.batchInsert(item(dsl, "x"), item(dsl, "y"), item(dsl, "z"))
                        .execute())
                .hasSize(3);
        assertThat(dsl.fetchMany("select 1; select 2")).hasSize(2);
        assertThat(Routines.itemCount(dsl.configuration(), "acme")).isGreaterThanOrEqualTo(6);
        assertThat(dsl.deleteFrom(ITEMS).where(ITEMS.ID.gt(2L)).execute()).isEqualTo(4);
        assertThat(dsl.transactionResult(tx -> tx.dsl().fetchCount(ITEMS)).intValue())
                .isEqualTo(2);
        return true;
    }

    private boolean writesAndReadsAThousand(DSLContext dsl) {
        dsl.execute(
                "insert into {0} (owner, name) select 'acme', 'n' || i from generate_series(1, 1000) as s (i)", ITEMS);
        assertThat(dsl.selectFrom(ITEMS).fetch()).hasSize(1002);
        try (Stream<ItemsRecord> items = dsl.selectFrom(ITEMS).fetchStream()) {
            assertThat(items.limit(10)).hasSize(10);
        }
        assertThat(dsl.deleteFrom(ITEMS).where(ITEMS.ID.gt(2L)).execute()).isEqualTo(1000);
        return true;
    }

    private <X extends Exception> void use(Door door, Settings settings, dev.tenancy.VoidWork<X> work) throws X {
        door.in(database().builder().settings(settings).build(), ACME, dsl -> {
            work.run(dsl);
            return true;
        });
    }

    private void awaitActive(String text) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (database()
                        .superuser()
                        .fetchCount(
                                DSL.table("pg_stat_activity"),
                                DSL.condition(
                                        "query like {0} and state = 'active' and wait_event = 'PgSleep'",
                                        DSL.inline("%" + text + "%")))
                == 0) {
            assertThat(System.nanoTime()).as("the query has not started").isLessThan(until);
            Thread.onSpinWait();
        }
    }
}
