package dev.tenancy.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.CommitUnknownException;
import dev.tenancy.ConnectionUnavailableException;
import dev.tenancy.Retry;
import dev.tenancy.Tenancy;
import dev.tenancy.TenancyConfigurationException;
import dev.tenancy.TenancyException;
import dev.tenancy.TenantId;
import dev.tenancy.TransactionAbortedException;
import dev.tenancy.WorkOptions;
import dev.tenancy.WorkOptions.TransactionIsolation;
import dev.tenancy.test.PostgresExtension;
import dev.tenancy.wire.FaultProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/** Case 130 of the catalogue: what is repeated and what is not, each provoked for real. */
class RetryTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.builder()
            .migration(
                    "create table counters (id int primary key, value int); insert into counters values (1, 0), (2, 0);"
                            + " create table shapes (a int, b int); insert into shapes values (1, 2)")
            .tenants("acme")
            .build();

    private static final TenantId ACME = TenantId.of("acme");
    private static final Retry THRICE = new Retry(3, Duration.ofMillis(1), Duration.ofMillis(5));
    private static final WorkOptions SERIALIZABLE = WorkOptions.defaults().isolation(TransactionIsolation.SERIALIZABLE);

    private static HikariDataSource pool;
    private static Tenancy tenancy;

    private final AtomicInteger attempts = new AtomicInteger();

    @BeforeAll
    static void open_a_pool() {
        pool = Residue.pool(postgres, 3, 10_000);
        tenancy = Tenancy.builder(pool).layout(postgres.layout()).retry(THRICE).build();
    }

    @AfterAll
    static void close_the_pool() {
        pool.close();
    }

    @BeforeEach
    void counters_are_zero() {
        postgres.execute("update tenant_acme.counters set value = 0");
    }

    @Test
    void case_130_a_serialization_failure_in_a_statement_is_repeated() {
        tenancy.useTransaction(ACME, WorkOptions.defaults().isolation(TransactionIsolation.REPEATABLE_READ), dsl -> {
            value(dsl, 1);
            if (attempts.incrementAndGet() == 1) {
                postgres.execute("update tenant_acme.counters set value = 10 where id = 1");
            }
            add(dsl, 1);
        });
        assertThat(attempts).hasValue(2);
        assertThat(value(1)).isEqualTo(11);
    }

    @Test
    void case_130_a_serialization_failure_answered_to_commit_is_repeated() {
        // write skew: each reads what the other writes, and both are only told when the second commits
        tenancy.useTransaction(ACME, SERIALIZABLE, dsl -> {
            value(dsl, 1);
            dsl.execute("update tenant_acme.counters set value = value + 1 where id = 2");
            if (attempts.incrementAndGet() == 1) {
                tenancy.useTransaction(ACME, SERIALIZABLE.secondConnection(), other -> {
                    value(other, 2);
                    add(other, 1);
                });
            }
        });
        assertThat(attempts).hasValue(2);
        assertThat(value(1)).isOne();
        assertThat(value(2)).isOne();
    }

    @Test
    void case_130_a_serialization_failure_answered_to_commit_is_no_unknown_commit() {
        Throwable failure = org.assertj.core.api.Assertions.catchThrowable(
                () -> tenancy.useTransaction(ACME, SERIALIZABLE.retry(Retry.off()), dsl -> {
                    value(dsl, 1);
                    dsl.execute("update tenant_acme.counters set value = value + 1 where id = 2");
                    tenancy.useTransaction(ACME, SERIALIZABLE.secondConnection().retry(Retry.off()), other -> {
                        value(other, 2);
                        add(other, 1);
                    });
                }));
        assertThat(failure)
                .isInstanceOf(DataAccessException.class)
                .isNotInstanceOf(CommitUnknownException.class)
                .hasMessageStartingWith(
                        "PostgreSQL refused to commit the unit of work in tenant 'acme' and rolled it back:"
                                + " ERROR: could not serialize access");
        assertThat(value(2)).isZero();
    }

    @Test
    void a_deferred_constraint_refused_at_commit_is_not_repeated() {
        postgres.execute("create table tenant_acme.later (a int unique deferrable initially deferred)");
        assertThatThrownBy(() -> tenancy.useTransaction(ACME, dsl -> {
                    attempts.incrementAndGet();
                    dsl.execute("insert into tenant_acme.later values (1), (1)");
                }))
                .isInstanceOf(DataAccessException.class)
                .hasMessageStartingWith(
                        "PostgreSQL refused to commit the unit of work in tenant 'acme' and rolled it back:"
                                + " ERROR: duplicate key value violates unique constraint");
        assertThat(attempts).hasValue(1);
        postgres.execute("drop table tenant_acme.later");
    }

    @Test
    void case_130_a_deadlock_is_repeated() throws Exception {
        CountDownLatch bothHaveOne = new CountDownLatch(2);
        CountDownLatch oneIsDone = new CountDownLatch(1);
        CompletableFuture<?> other = CompletableFuture.runAsync(() -> crosswise(2, 1, bothHaveOne, oneIsDone));
        crosswise(1, 2, bothHaveOne, oneIsDone);
        other.get(60, TimeUnit.SECONDS);
        assertThat(attempts).hasValue(3);
        assertThat(value(1)).isEqualTo(2);
        assertThat(value(2)).isEqualTo(2);
    }

    /** Who is repeated waits for the other, which a busy machine may wake too late for its row: it would be a deadlock again. */
    private void crosswise(int first, int second, CountDownLatch bothHaveOne, CountDownLatch oneIsDone) {
        tenancy.useTransaction(ACME, dsl -> {
            if (attempts.incrementAndGet() > 2) {
                await(oneIsDone);
            }
            add(dsl, first);
            bothHaveOne.countDown();
            await(bothHaveOne);
            add(dsl, second);
        });
        oneIsDone.countDown();
    }

    @Test
    void case_130_a_lock_timeout_is_repeated() throws SQLException {
        try (Connection holder = postgres.ownerDataSource().getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("update tenant_acme.counters set value = 5 where id = 1");
            tenancy.useTransaction(ACME, dsl -> {
                if (attempts.incrementAndGet() == 2) {
                    commit(holder);
                }
                dsl.execute("set local lock_timeout = '50ms'");
                add(dsl, 1);
            });
        }
        assertThat(attempts).hasValue(2);
        assertThat(value(1)).isEqualTo(6);
    }

    @Test
    void case_130_a_terminated_backend_is_repeated() {
        tenancy.useTransaction(ACME, dsl -> {
            add(dsl, 1);
            if (attempts.incrementAndGet() == 1) {
                terminate(dsl.fetchSingle("select pg_backend_pid()").get(0, Integer.class));
            }
            add(dsl, 2);
        });
        assertThat(attempts).hasValue(2);
        assertThat(value(1)).isOne();
        assertThat(value(2)).isOne();
    }

    @Test
    void a_backend_terminated_before_commit_is_unknown_and_not_repeated() {
        assertThatThrownBy(() -> tenancy.useTransaction(ACME, dsl -> {
                    attempts.incrementAndGet();
                    add(dsl, 1);
                    terminate(dsl.fetchSingle("select pg_backend_pid()").get(0, Integer.class));
                }))
                .isInstanceOf(CommitUnknownException.class);
        assertThat(attempts).hasValue(1);
        assertThat(value(1)).isZero();
    }

    @Test
    void case_130_a_lost_connection_is_repeated() throws IOException {
        try (FaultProxy network = new FaultProxy(postgres.appDataSource())) {
            Tenancy proxied = Tenancy.builder(network.through(postgres.appDataSource()))
                    .layout(postgres.layout())
                    .retry(THRICE)
                    .build();
            proxied.useTransaction(ACME, dsl -> {
                add(dsl, 1);
                if (attempts.incrementAndGet() == 1) {
                    network.reset();
                }
                add(dsl, 2);
            });
            assertThat(network.accepted()).isEqualTo(2);
        }
        assertThat(attempts).hasValue(2);
        assertThat(value(1)).isOne();
    }

    @Test
    void case_130_a_server_that_cannot_be_reached_is_repeated_without_a_pool() throws IOException {
        // Bound and not listening: it refuses, and nobody else is given the port. One that has just stopped listening
        // may still
        // accept, until the thread that waited there has woken.
        try (Socket deaf = new Socket()) {
            deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            PGSimpleDataSource elsewhere = postgres.appDataSource();
            elsewhere.setServerNames(new String[] {deaf.getLocalAddress().getHostAddress()});
            elsewhere.setPortNumbers(new int[] {deaf.getLocalPort()});
            CountingDataSource nobody = new CountingDataSource(elsewhere);
            Tenancy unreachable = Tenancy.builder(nobody)
                    .layout(postgres.layout())
                    .retry(THRICE)
                    .build();
            assertThatThrownBy(() -> unreachable.useTransaction(ACME, dsl -> attempts.incrementAndGet()))
                    .isInstanceOf(ConnectionUnavailableException.class)
                    .hasMessageContaining("refused");
            assertThat(nobody.connections()).isEqualTo(3);
        }
        assertThat(attempts).hasValue(0);
    }

    @Test
    void case_130_a_stale_plan_is_repeated() {
        try (HikariDataSource one = Residue.poolOfOne(postgres)) {
            Tenancy ofOne =
                    Tenancy.builder(one).layout(postgres.layout()).retry(THRICE).build();
            String query = "select * from tenant_acme.shapes";
            // the driver prepares it on the server at its fifth execution
            for (int i = 0; i < 8; i++) {
                ofOne.useTransaction(ACME, dsl -> {
                    dsl.execute("select 1"); // takes the role, so that the query is a message of its own
                    dsl.fetch(query);
                });
            }
            postgres.execute("alter table tenant_acme.shapes add c int default 3");
            int columns = ofOne.inTransaction(ACME, dsl -> {
                attempts.incrementAndGet();
                dsl.execute("select 1");
                return dsl.fetch(query).fields().length;
            });
            assertThat(columns).isEqualTo(3);
            assertThat(attempts).hasValue(2);
        } finally {
            postgres.execute("alter table tenant_acme.shapes drop column if exists c");
        }
    }

    @Test
    void other_errors_are_not_repeated() {
        for (String sql : List.of(
                "select 1/0",
                "insert into tenant_acme.counters values (1, 1)",
                "select * from tenant_acme.ghosts",
                "select nonsense",
                "set local statement_timeout = 1; select pg_sleep(1)",
                "do $$ begin raise exception using errcode = '0A000', message = 'not supported'; end $$",
                "do $$ begin raise exception using errcode = '53300', message = 'too many'; end $$")) {
            attempts.set(0);
            assertThatThrownBy(() -> tenancy.useTransaction(ACME, dsl -> {
                        attempts.incrementAndGet();
                        dsl.execute("select 1");
                        dsl.execute(sql);
                    }))
                    .as(sql)
                    .isInstanceOf(DataAccessException.class);
            assertThat(attempts).as(sql).hasValue(1);
        }
    }

    @Test
    void what_the_callback_throws_is_not_repeated_and_comes_as_it_is() {
        IOException checked = new IOException("own");
        assertThatThrownBy(() -> tenancy.useTransaction(ACME, dsl -> {
                    attempts.incrementAndGet();
                    throw checked;
                }))
                .isSameAs(checked);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void a_callbacks_own_sql_exception_is_judged_by_its_state() {
        assertThatThrownBy(() -> tenancy.useTransaction(ACME, dsl -> {
                    attempts.incrementAndGet();
                    throw new SQLException("by hand", "40001");
                }))
                .hasMessage("by hand");
        assertThat(attempts).hasValue(3);
    }

    @Test
    void repeating_is_bounded_and_the_last_failure_comes_out() {
        assertThatThrownBy(() -> tenancy.useTransaction(ACME, dsl -> {
                    attempts.incrementAndGet();
                    raise(dsl, "40001", "attempt " + attempts);
                }))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("attempt 3");
        assertThat(attempts).hasValue(3);
    }

    @Test
    void retry_is_off_by_default_and_an_option_of_one_unit_of_work() {
        Tenancy plain = Tenancy.builder(pool).layout(postgres.layout()).build();
        assertThatThrownBy(() -> plain.useTransaction(ACME, dsl -> fail(dsl))).isInstanceOf(DataAccessException.class);
        assertThat(attempts).hasValue(1);
        assertThatThrownBy(
                        () -> plain.useTransaction(ACME, WorkOptions.defaults().retry(Retry.upTo(2)), dsl -> fail(dsl)))
                .isInstanceOf(DataAccessException.class);
        assertThat(attempts).hasValue(3);
        assertThatThrownBy(() ->
                        tenancy.useTransaction(ACME, WorkOptions.defaults().retry(Retry.off()), dsl -> fail(dsl)))
                .isInstanceOf(DataAccessException.class);
        assertThat(attempts).hasValue(4);
        assertThatThrownBy(() -> tenancy.dsl(ACME).transaction(nested -> fail(nested.dsl())))
                .isInstanceOf(DataAccessException.class);
        assertThat(attempts).as("dsl(tenant) repeats nothing").hasValue(5);
    }

    @Test
    void an_interrupt_ends_the_repeating_and_is_kept() throws InterruptedException {
        Tenancy patient = Tenancy.builder(pool)
                .layout(postgres.layout())
                .retry(new Retry(100, Duration.ofSeconds(30), Duration.ofSeconds(30)))
                .build();
        AtomicInteger interrupted = new AtomicInteger();
        Thread worker = new Thread(() -> {
            try {
                patient.useTransaction(ACME, dsl -> fail(dsl));
            } catch (DataAccessException expected) {
                interrupted.set(Thread.currentThread().isInterrupted() ? 1 : -1);
            }
        });
        worker.start();
        while (attempts.get() == 0 || worker.getState() != Thread.State.TIMED_WAITING) {
            Thread.sleep(5);
        }
        worker.interrupt();
        worker.join(60_000);
        assertThat(worker.isAlive()).isFalse();
        assertThat(interrupted).hasValue(1);
        assertThat(attempts).hasValueLessThan(5);
    }

    @Test
    void an_exhausted_pool_is_asked_once_and_fails_within_its_own_timeout() throws SQLException {
        try (HikariDataSource one = Residue.pool(postgres, 1, 10_000)) {
            CountingDataSource counted = new CountingDataSource(one);
            Tenancy ofOne = Tenancy.builder(counted)
                    .layout(postgres.layout())
                    .retry(THRICE)
                    .build();
            try (Connection taken = one.getConnection()) {
                assertThat(taken.isValid(5)).isTrue();
                one.getHikariConfigMXBean().setConnectionTimeout(500); // not before: to open it may take longer
                for (Runnable door : List.<Runnable>of(
                        () -> ofOne.useTransaction(ACME, dsl -> attempts.incrementAndGet()),
                        () -> ofOne.dsl(ACME).fetch("select 1"),
                        () -> ofOne.dsl(ACME).transaction(nested -> attempts.incrementAndGet()))) {
                    int before = counted.connections();
                    long start = System.nanoTime();
                    assertThatThrownBy(door::run)
                            .isInstanceOfSatisfying(ConnectionUnavailableException.class, e -> assertThat(e.tenant())
                                    .contains(ACME))
                            .hasMessageStartingWith("No connection for a unit of work in tenant 'acme': ")
                            .hasMessageEndingWith(
                                    ". Nothing was done. If the pool is exhausted, make units of work shorter or the pool larger.");
                    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(400));
                    assertThat(counted.connections() - before)
                            .as("one timeout, and no more")
                            .isOne();
                }
            }
        }
        assertThat(attempts).hasValue(0);
    }

    @Test
    void a_swallowed_serialization_failure_is_repeated_too() {
        tenancy.useTransaction(ACME, dsl -> {
            if (attempts.incrementAndGet() == 1) {
                try {
                    raise(dsl, "40001", "swallowed");
                } catch (DataAccessException swallowed) {
                    return;
                }
            }
            add(dsl, 1);
        });
        assertThat(attempts).hasValue(2);
        assertThat(value(1)).isOne();

        attempts.set(0);
        assertThatThrownBy(() -> tenancy.useTransaction(ACME, dsl -> {
                    attempts.incrementAndGet();
                    try {
                        dsl.execute("select 1/0");
                    } catch (DataAccessException swallowed) {
                        assertThat(swallowed).hasMessageContaining("division");
                    }
                }))
                .isInstanceOf(TransactionAbortedException.class);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void a_retry_without_an_attempt_or_with_odd_delays_is_refused() {
        assertThatThrownBy(() -> Retry.upTo(0))
                .isInstanceOf(TenancyConfigurationException.class)
                .hasMessage("Retry of 0 attempts with delays from PT0.02S to PT1S is refused: at least one attempt, and"
                        + " 0 <= firstDelay <= maxDelay.");
        assertThatThrownBy(() -> new Retry(2, Duration.ofMillis(-1), Duration.ZERO))
                .isInstanceOf(TenancyException.class);
        assertThatThrownBy(() -> new Retry(2, Duration.ofMillis(2), Duration.ofMillis(1)))
                .isInstanceOf(TenancyException.class);
    }

    private void fail(DSLContext dsl) {
        attempts.incrementAndGet();
        raise(dsl, "40001", "always");
    }

    private static void raise(DSLContext dsl, String state, String message) {
        dsl.execute("do $$ begin raise exception using errcode = '" + state + "', message = '" + message + "'; end $$");
    }

    private static void add(DSLContext dsl, int id) {
        dsl.execute("update tenant_acme.counters set value = value + 1 where id = ?", id);
    }

    private static int value(DSLContext dsl, int id) {
        return dsl.fetchSingle("select value from tenant_acme.counters where id = ?", id)
                .get(0, Integer.class);
    }

    private static int value(int id) {
        return tenancy.inTransaction(ACME, dsl -> value(dsl, id));
    }

    private static void terminate(int backend) {
        try (Connection connection = postgres.superuserDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(" + backend + ", 30000)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
