package dev.tenancy.integration;

import static dev.tenancy.generated.tenant.Tables.ITEMS;
import static dev.tenancy.integration.ContractPart.item;
import static dev.tenancy.integration.TenantDatabase.ACME;
import static dev.tenancy.integration.TenantDatabase.GLOBEX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.NestedWorkException;
import dev.tenancy.Tenancy;
import dev.tenancy.WorkEndedException;
import dev.tenancy.WorkOptions;
import dev.tenancy.generated.tenant.tables.records.ItemsRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;

/** Section C of the catalogue. */
interface ContextCasesContract extends ContractPart {

    @Test
    default void case_041_the_context_its_records_queries_cursors_and_transactions_are_dead_after_the_callback() {
        AtomicReference<DSLContext> escaped = new AtomicReference<>();
        AtomicReference<DSLContext> nested = new AtomicReference<>();
        AtomicReference<ItemsRecord> record = new AtomicReference<>();
        AtomicReference<Query> query = new AtomicReference<>();
        AtomicReference<Cursor<ItemsRecord>> cursor = new AtomicReference<>();
        AtomicReference<java.sql.Connection> connection = new AtomicReference<>();
        Tenancy tenancy = database().tenancy();
        tenancy.useTransaction(ACME, dsl -> {
            escaped.set(dsl);
            dsl.transaction(tx -> nested.set(tx.dsl()));
            record.set(dsl.fetchSingle(ITEMS, ITEMS.ID.eq(1L)));
            query.set(dsl.update(ITEMS).set(ITEMS.NAME, "late"));
            cursor.set(dsl.selectFrom(ITEMS).fetchSize(1).fetchLazy());
            dsl.connection(connection::set);
        });
        record.get().setName("late");
        assertDead(() -> escaped.get().fetchCount(ITEMS));
        assertDead(() -> escaped.get().transaction(tx -> tx.dsl().fetchCount(ITEMS)));
        assertDead(() -> escaped.get().batchInsert(item(escaped.get(), "late")).execute());
        assertDead(() -> escaped.get().configuration().derive().dsl().fetchCount(ITEMS));
        assertDead(() -> nested.get().fetchCount(ITEMS));
        assertDead(() -> record.get().store());
        assertDead(() -> record.get().refresh());
        assertDead(() -> record.get().delete());
        assertDead(() -> query.get().execute());
        assertDead(() -> connection.get().createStatement());
        assertDead(() -> connection.get().prepareStatement("select 1"));
        assertThatThrownBy(() -> cursor.get().fetch()).isInstanceOf(DataAccessException.class);
        assertThat(tenancy.dsl(ACME).fetchExists(ITEMS, ITEMS.NAME.eq("late"))).isFalse();
    }

    @Test
    default void case_041_what_escaped_is_dead_after_a_failure_as_well() {
        AtomicReference<DSLContext> escaped = new AtomicReference<>();
        assertThatThrownBy(() -> database().tenancy().useTransaction(ACME, dsl -> {
                    escaped.set(dsl);
                    throw new IOException("checked");
                }))
                .isInstanceOf(IOException.class);
        assertDead(() -> escaped.get().fetchCount(ITEMS));
    }

    @Test
    default void case_042_another_thread_works_in_the_unit_while_it_lasts_and_not_after() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            AtomicReference<Future<Integer>> late = new AtomicReference<>();
            CountDownLatch over = new CountDownLatch(1);
            database().tenancy().useTransaction(ACME, dsl -> {
                assertThat(other.submit(() -> dsl.fetchCount(ITEMS)).get(60, TimeUnit.SECONDS))
                        .isEqualTo(2);
                late.set(other.submit(() -> {
                    over.await();
                    return dsl.fetchCount(ITEMS);
                }));
            });
            over.countDown();
            assertThatThrownBy(() -> late.get().get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(WorkEndedException.class);
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    default void case_043_a_unit_of_work_inside_another_is_refused_and_names_both_tenants() {
        Tenancy tenancy = database().tenancy();
        for (var inner : List.of(ACME, GLOBEX)) {
            tenancy.useTransaction(ACME, dsl -> {
                assertThatThrownBy(() -> tenancy.useTransaction(
                                inner, other -> item(other, "never").insert()))
                        .isInstanceOfSatisfying(NestedWorkException.class, e -> assertThat(e.outer())
                                .isEqualTo(ACME))
                        .hasMessageContaining("'acme'")
                        .hasMessageContaining("'" + inner + "'");
                assertThatThrownBy(() -> tenancy.dsl(inner).fetchCount(ITEMS)).isInstanceOf(NestedWorkException.class);
                assertThat(dsl.fetchCount(ITEMS)).as("the outer one goes on").isEqualTo(2);
            });
        }
        assertThat(tenancy.dsl(GLOBEX).fetchCount(ITEMS))
                .as("the thread is free again")
                .isEqualTo(2);
    }

    @Test
    default void case_043_on_a_second_connection_it_is_a_unit_of_its_own() {
        Tenancy tenancy = database().tenancy();
        WorkOptions second = WorkOptions.defaults().secondConnection();
        assertThatThrownBy(() -> tenancy.useTransaction(ACME, dsl -> {
                    item(dsl, "undone").insert();
                    assertThat(tenancy.<String, RuntimeException>inTransaction(
                                    GLOBEX, second, other -> other.fetchSingle(ITEMS, ITEMS.ID.eq(1L))
                                            .getOwner()))
                            .isEqualTo("globex");
                    tenancy.useTransaction(
                            ACME, second, other -> item(other, "kept").insert());
                    assertThatThrownBy(() -> tenancy.useTransaction(GLOBEX, other -> {}))
                            .as("the outer one is still marked")
                            .isInstanceOf(NestedWorkException.class);
                    throw new IllegalStateException("outer");
                }))
                .hasMessage("outer");
        assertThat(tenancy.dsl(ACME).selectFrom(ITEMS).orderBy(ITEMS.ID).fetch(ITEMS.NAME))
                .containsExactly("acme pen", "acme ink", "kept");
    }

    @Test
    default void case_044_futures_and_parallel_streams_work_in_their_tenants() {
        Tenancy tenancy = database().builder(database().pool(4)).build();
        List<CompletableFuture<String>> owners = IntStream.range(0, 40)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                    var tenant = i % 2 == 0 ? ACME : GLOBEX;
                    return tenant + "="
                            + tenancy.dsl(tenant)
                                    .fetchSingle(ITEMS, ITEMS.ID.eq(1L))
                                    .getOwner();
                }))
                .toList();
        assertThat(owners.stream().map(CompletableFuture::join).distinct())
                .containsExactlyInAnyOrder("acme=acme", "globex=globex");
        assertThat(Stream.of(ACME, GLOBEX, ACME, GLOBEX)
                        .parallel()
                        .map(tenant -> tenancy.<String, RuntimeException>inTransaction(
                                tenant,
                                dsl -> dsl.fetchSingle(ITEMS, ITEMS.ID.eq(1L)).getOwner())))
                .containsExactly("acme", "globex", "acme", "globex");
    }

    @Test
    default void case_044_a_parallel_stream_inside_a_unit_of_work_shares_its_connection() {
        database().tenancy().useTransaction(ACME, dsl -> {
            assertThat(IntStream.range(0, 64).parallel().mapToObj(i -> dsl.fetchSingle(ITEMS, ITEMS.ID.eq(1L + i % 2))
                            .getOwner()))
                    .hasSize(64)
                    .containsOnly("acme");
            IntStream.range(0, 16).parallel().forEach(i -> dsl.batchInsert(item(dsl, "n" + i), item(dsl, "m" + i))
                    .execute());
        });
        assertThat(database().tenancy().dsl(ACME).fetchCount(ITEMS)).isEqualTo(2 + 32);
    }

    @Test
    default void case_044_a_future_that_outlives_its_unit_of_work_fails() {
        AtomicReference<CompletableFuture<Integer>> late = new AtomicReference<>();
        CountDownLatch over = new CountDownLatch(1);
        database()
                .tenancy()
                .useTransaction(
                        ACME,
                        dsl -> late.set(CompletableFuture.supplyAsync(() -> {
                            try {
                                over.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            return dsl.fetchCount(ITEMS);
                        })));
        over.countDown();
        assertThatThrownBy(() -> late.get().join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(WorkEndedException.class);
    }

    @Test
    default void case_044_virtual_threads_work_in_their_tenants() throws Exception {
        Tenancy tenancy = database().tenancy();
        ExecutorService threads = Threads.virtualIfTheJvmHasThem();
        try {
            List<Future<String>> owners = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                var tenant = i % 2 == 0 ? ACME : GLOBEX;
                owners.add(threads.submit(() -> tenant + "="
                        + tenancy.<String, RuntimeException>inTransaction(
                                tenant,
                                dsl -> dsl.fetchSingle(ITEMS, ITEMS.ID.eq(2L)).getOwner())));
            }
            for (Future<String> owner : owners) {
                assertThat(owner.get(60, TimeUnit.SECONDS)).isIn("acme=acme", "globex=globex");
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    default void case_046_every_kind_of_throwable_reaches_the_caller_as_it_is_and_undoes_everything() {
        for (Throwable thrown : List.of(
                new IllegalStateException("unchecked"),
                new IOException("checked"),
                new AssertionError("error"),
                new InterruptedException("interrupted"),
                new OutOfMemoryError("simulated"))) {
            assertThatThrownBy(() -> database().tenancy().useTransaction(ACME, dsl -> {
                        item(dsl, "undone").insert();
                        ContextCasesContract.<RuntimeException>sneak(thrown);
                    }))
                    .isSameAs(thrown);
            assertUndone();
        }
    }

    @Test
    default void case_046_a_stack_overflow_anywhere_gives_the_connection_back() {
        for (int wide = 0; wide < 5; wide++) {
            int frames = wide;
            assertThatThrownBy(() -> database().tenancy().useTransaction(ACME, dsl -> {
                        item(dsl, "undone").insert();
                        overflow(dsl, frames);
                    }))
                    .isInstanceOf(StackOverflowError.class);
            assertUndone();
        }
    }

    /** With savepoints on the way, so that it overflows in jOOQ, in us or in the driver. */
    private static void overflow(DSLContext dsl, int frames) {
        if (frames > 0 && dsl.fetchCount(ITEMS) > 0) {
            deeper(dsl, frames - 1, 500);
        } else {
            overflow(dsl, frames);
        }
    }

    private static void deeper(DSLContext dsl, int frames, int more) {
        if (more > 0) {
            deeper(dsl, frames, more - 1);
        } else {
            dsl.transaction(inner -> overflow(inner.dsl(), frames));
        }
    }

    @Test
    default void case_046_a_timeout_gives_the_connection_back() {
        WorkOptions brief = WorkOptions.defaults().statementTimeout(Duration.ofMillis(50));
        assertThatThrownBy(() -> database().tenancy().useTransaction(ACME, brief, dsl -> {
                    item(dsl, "undone").insert();
                    dsl.fetch("select pg_sleep(10)");
                }))
                .isInstanceOfSatisfying(
                        DataAccessException.class, e -> assertThat(e.sqlState()).isEqualTo("57014"));
        assertUndone();
    }

    @Test
    default void case_046_an_interrupt_gives_the_connection_back() throws Exception {
        for (boolean virtual : List.of(false, true)) {
            CountDownLatch inside = new CountDownLatch(1);
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            ExecutorService threads = virtual ? Threads.virtualIfTheJvmHasThem() : Executors.newSingleThreadExecutor();
            Future<?> work = threads.submit(() -> {
                try {
                    database().tenancy().useTransaction(ACME, dsl -> {
                        item(dsl, "undone").insert();
                        inside.countDown();
                        dsl.fetch("select pg_sleep(0.5)");
                        Thread.sleep(60_000);
                    });
                } catch (Throwable e) {
                    thrown.set(e);
                }
            });
            assertThat(inside.await(60, TimeUnit.SECONDS)).isTrue();
            threads.shutdownNow(); // interrupts
            assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            assertThat(work.isDone()).isTrue();
            assertThat(thrown.get()).isInstanceOfAny(InterruptedException.class, DataAccessException.class);
            assertUndone();
        }
    }

    private void assertUndone() {
        assertThat(database().tenancy().dsl(ACME).fetchCount(ITEMS)).isEqualTo(2);
        assertThat(database().pool().getHikariPoolMXBean().getActiveConnections())
                .isZero();
    }

    private static void assertDead(org.assertj.core.api.ThrowableAssert.ThrowingCallable use) {
        assertThatThrownBy(use).isInstanceOf(WorkEndedException.class).hasMessageContaining("'acme'");
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void sneak(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
