package dev.tenancy.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.NestedWorkException;
import dev.tenancy.Retry;
import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import dev.tenancy.TenantNotFoundException;
import dev.tenancy.WorkListener;
import dev.tenancy.WorkOptions;
import dev.tenancy.test.PostgresExtension;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is told of units of work, when, in which order, and what happens if it fails. */
class WorkListenerTest {

    private static final TenantId ACME = TenantId.of("acme");
    private static final TenantId GLOBEX = TenantId.of("globex");

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.builder()
            .migration("create table notes (note text)")
            .tenants("acme", "globex")
            .build();

    private final List<String> told = new ArrayList<>();
    private final List<Duration> durations = new ArrayList<>();
    private HikariDataSource pool;
    private Tenancy tenancy;

    @BeforeEach
    void two_listeners() {
        pool = Residue.pool(postgres, 2, 10_000);
        tenancy = Tenancy.builder(pool)
                .layout(postgres.layout())
                .listener(listener("first"))
                .listener(listener("second"))
                .build();
    }

    @AfterEach
    void close_the_pool() {
        pool.close();
    }

    private WorkListener listener(String name) {
        return tenant -> {
            told.add(name + " started " + tenant);
            return (duration, failure) -> {
                durations.add(duration);
                told.add(name + " ended " + tenant
                        + (failure == null ? "" : " by " + failure.getClass().getSimpleName()));
            };
        };
    }

    private void toldOnce(String tenant, String by) {
        assertThat(told)
                .containsExactly(
                        "first started " + tenant,
                        "second started " + tenant,
                        "second ended " + tenant + by,
                        "first ended " + tenant + by);
        told.clear();
    }

    @Test
    void listeners_start_in_order_and_end_in_reverse() {
        tenancy.useTransaction(ACME, dsl -> {
            assertThat(told).containsExactly("first started acme", "second started acme");
            dsl.execute("select 1");
            dsl.transaction(nested -> nested.dsl().execute("select 2"));
        });
        toldOnce("acme", "");
    }

    @Test
    void the_duration_is_that_of_the_whole_unit_of_work() {
        long start = System.nanoTime();
        tenancy.useTransaction(ACME, dsl -> dsl.fetch("select pg_sleep(0.2)"));
        Duration whole = Duration.ofNanos(System.nanoTime() - start);
        assertThat(durations).hasSize(2).allSatisfy(duration -> assertThat(duration)
                .isBetween(Duration.ofMillis(200), whole));
    }

    @Test
    void the_connection_is_back_before_the_end_is_told() {
        List<Integer> active = new ArrayList<>();
        Tenancy counting = Tenancy.builder(pool)
                .layout(postgres.layout())
                .listener(tenant -> {
                    active.add(pool.getHikariPoolMXBean().getActiveConnections());
                    return (duration, failure) ->
                            active.add(pool.getHikariPoolMXBean().getActiveConnections());
                })
                .build();
        counting.useTransaction(ACME, dsl -> dsl.execute("select 1"));
        assertThat(active).containsExactly(0, 0);
    }

    @Test
    void a_failure_is_told_as_its_caller_gets_it() {
        List<Throwable> failures = new ArrayList<>();
        Tenancy failing = Tenancy.builder(pool)
                .layout(postgres.layout())
                .listener(tenant -> (duration, failure) -> failures.add(failure))
                .build();
        IOException checked = new IOException("own");
        assertThatThrownBy(() -> failing.useTransaction(ACME, dsl -> {
                    throw checked;
                }))
                .isSameAs(checked);
        StackOverflowError error = new StackOverflowError();
        assertThatThrownBy(() -> failing.useTransaction(ACME, dsl -> {
                    throw error;
                }))
                .isSameAs(error);
        assertThat(failures).containsExactly(checked, error);
        assertThatThrownBy(() -> failing.useTransaction(TenantId.of("ghost"), dsl -> dsl.execute("select 1")))
                .isInstanceOf(TenantNotFoundException.class)
                .satisfies(thrown -> assertThat(failures.get(2)).isSameAs(thrown));
    }

    @Test
    void repeated_work_is_told_once() {
        AtomicInteger attempts = new AtomicInteger();
        tenancy.useTransaction(ACME, WorkOptions.defaults().retry(Retry.upTo(3)), dsl -> {
            if (attempts.incrementAndGet() < 3) {
                dsl.execute("do $$ begin raise exception using errcode = '40001'; end $$");
            }
        });
        assertThat(attempts).hasValue(3);
        toldOnce("acme", "");
    }

    @Test
    void what_a_listener_throws_changes_nothing() {
        Tenancy noisy = Tenancy.builder(pool)
                .layout(postgres.layout())
                .listener(listener("first"))
                .listener(tenant -> {
                    throw new IllegalStateException("at the start");
                })
                .listener(tenant -> (duration, failure) -> {
                    throw new IllegalStateException("at the end");
                })
                .listener(listener("second"))
                .build();
        assertThat(noisy.<Integer, RuntimeException>inTransaction(
                        ACME, dsl -> dsl.execute("insert into tenant_acme.notes values ('x')")))
                .isOne();
        toldOnce("acme", "");
        assertThat(noisy.dsl(ACME).execute("delete from tenant_acme.notes")).isOne();
        toldOnce("acme", "");
        assertThatThrownBy(() -> noisy.useTransaction(ACME, dsl -> {
                    throw new IOException("own");
                }))
                .hasMessage("own");
        toldOnce("acme", " by IOException");
    }

    @Test
    void single_statements_are_told_as_well() {
        DSLContext acme = tenancy.dsl(ACME);
        assertThat(told).isEmpty();
        acme.execute("insert into tenant_acme.notes values ('x')");
        toldOnce("acme", "");
        acme.fetch("select * from tenant_acme.notes");
        toldOnce("acme", "");
        acme.batch("delete from tenant_acme.notes", "delete from tenant_acme.notes")
                .execute();
        toldOnce("acme", "");
        assertThatThrownBy(() -> acme.execute("select 1/0")).isInstanceOf(DataAccessException.class);
        toldOnce("acme", " by DataException");
        assertThatThrownBy(() -> tenancy.dsl(TenantId.of("ghost")).execute("select 1 from tenant_ghost.notes"))
                .isInstanceOf(TenantNotFoundException.class);
        toldOnce("ghost", " by TenantNotFoundException");
    }

    @Test
    void a_cursor_of_a_single_statement_ends_when_it_is_closed() {
        try (Cursor<Record> cursor = tenancy.dsl(ACME).fetchLazy("select generate_series(1, 3)")) {
            cursor.fetchNext();
            assertThat(told).containsExactly("first started acme", "second started acme");
        }
        toldOnce("acme", "");
    }

    @Test
    void a_transaction_of_single_statements_context_is_told_once() {
        tenancy.dsl(ACME).transaction(inner -> {
            inner.dsl().execute("select 1");
            inner.dsl().execute("select 2");
        });
        toldOnce("acme", "");
        assertThatThrownBy(() -> tenancy.dsl(ACME).transaction(inner -> {
                    throw new IllegalStateException("own");
                }))
                .hasMessage("own");
        toldOnce("acme", " by IllegalStateException");
    }

    @Test
    void an_exhausted_pool_is_told_with_the_wait() throws Exception {
        try (java.sql.Connection one = pool.getConnection();
                java.sql.Connection two = pool.getConnection()) {
            assertThat(one).isNotSameAs(two);
            pool.getHikariConfigMXBean().setConnectionTimeout(500); // not before: to open one may take longer
            assertThatThrownBy(() -> tenancy.dsl(ACME).execute("select 1")).hasMessageStartingWith("No connection");
            toldOnce("acme", " by ConnectionUnavailableException");
            assertThatThrownBy(() -> tenancy.useTransaction(ACME, dsl -> dsl.execute("select 1")))
                    .hasMessageStartingWith("No connection");
            toldOnce("acme", " by ConnectionUnavailableException");
        }
        assertThat(durations).hasSize(4).allSatisfy(duration -> assertThat(duration)
                .isGreaterThan(Duration.ofMillis(400)));
    }

    @Test
    void a_context_of_logs_is_restored_after_nested_work() {
        ThreadLocal<String> context = new ThreadLocal<>();
        Tenancy logging = Tenancy.builder(pool)
                .layout(postgres.layout())
                .listener(tenant -> {
                    String outer = context.get();
                    context.set(tenant.value());
                    return (duration, failure) -> {
                        if (outer == null) {
                            context.remove();
                        } else {
                            context.set(outer);
                        }
                    };
                })
                .build();
        logging.useTransaction(ACME, outer -> {
            assertThat(context.get()).isEqualTo("acme");
            logging.useTransaction(GLOBEX, WorkOptions.defaults().secondConnection(), inner -> assertThat(context.get())
                    .isEqualTo("globex"));
            assertThat(context.get()).isEqualTo("acme");
            assertThatThrownBy(() -> logging.useTransaction(GLOBEX, inner -> inner.execute("select 1")))
                    .isInstanceOf(NestedWorkException.class);
            assertThat(context.get()).isEqualTo("acme");
            assertThatThrownBy(() -> logging.dsl(GLOBEX).execute("select 1")).isInstanceOf(NestedWorkException.class);
            assertThat(context.get()).isEqualTo("acme");
        });
        assertThat(context.get()).isNull();
        logging.dsl(ACME).execute("select 1");
        assertThat(context.get()).isNull();
    }

    @Test
    void nothing_is_left_on_a_thread_that_a_pool_uses_again() throws Exception {
        ExecutorService one = Executors.newSingleThreadExecutor();
        try {
            for (int i = 0; i < 3; i++) {
                one.submit(() -> assertThatThrownBy(() -> tenancy.useTransaction(ACME, dsl -> {
                                    throw new StackOverflowError();
                                }))
                                .isInstanceOf(StackOverflowError.class))
                        .get();
                one.submit(() -> assertThatThrownBy(() -> tenancy.useTransaction(
                                        ACME,
                                        dsl -> tenancy.useTransaction(
                                                GLOBEX, WorkOptions.defaults().secondConnection(), inner -> {
                                                    throw new IOException("inner");
                                                })))
                                .hasMessage("inner"))
                        .get();
                one.submit(() -> assertThatThrownBy(() -> tenancy.useTransaction(
                                        ACME, dsl -> dsl.connection(c -> c.abort(Runnable::run))))
                                .isNotNull())
                        .get();
                // a marker left behind would refuse this one as nested
                one.submit(() -> tenancy.useTransaction(GLOBEX, dsl -> dsl.execute("select 1")))
                        .get();
                one.submit(() -> tenancy.dsl(GLOBEX).execute("select 1")).get();
            }
        } finally {
            one.shutdownNow();
        }
    }
}
