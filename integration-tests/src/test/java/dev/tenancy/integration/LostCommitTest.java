package dev.tenancy.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.CommitUnknownException;
import dev.tenancy.ConnectionUnavailableException;
import dev.tenancy.Retry;
import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import dev.tenancy.WorkOptions;
import dev.tenancy.test.PostgresExtension;
import dev.tenancy.wire.FaultProxy;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/** Case 129 of the catalogue and its neighbours: what the network does to a unit of work, by a proxy that fails on demand. */
class LostCommitTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.builder()
            .migration("create table notes (note text)")
            .tenants("acme")
            .build();

    private static final TenantId ACME = TenantId.of("acme");
    private static final String UNKNOWN = "It is unknown whether the unit of work in tenant 'acme' was committed: the"
            + " connection was lost while PostgreSQL was asked to. Read before you repeat it.";

    private final AtomicInteger attempts = new AtomicInteger();
    private FaultProxy network;
    private HikariDataSource pool;
    private Tenancy tenancy;

    @BeforeEach
    void connect_through_a_network_that_fails() throws IOException {
        connect(60, 60_000);
    }

    /** As patient as that with a server that is only slow. */
    private void connect(int seconds, int poolMillis) throws IOException {
        PGSimpleDataSource app = postgres.appDataSource();
        network = new FaultProxy(app);
        HikariConfig config = new HikariConfig();
        PGSimpleDataSource proxied = network.through(app);
        proxied.setSocketTimeout(seconds);
        config.setDataSource(proxied);
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(poolMillis);
        config.setValidationTimeout(500);
        pool = new HikariDataSource(config);
        tenancy = Tenancy.builder(pool)
                .layout(postgres.layout())
                .retry(new Retry(3, Duration.ofMillis(1), Duration.ofMillis(5)))
                .build();
    }

    @BeforeEach
    void no_notes_yet() {
        notes();
    }

    @AfterEach
    void disconnect() throws IOException {
        pool.close();
        network.close();
    }

    @Test
    void case_129_a_lost_answer_to_commit_is_unknown_and_the_row_is_there() {
        assertUnknown(FaultProxy.OnCommit.DROP_ANSWER);
        assertThat(notes()).isOne();
    }

    @Test
    void case_129_a_commit_that_never_arrived_is_unknown_and_the_row_is_not_there() {
        assertUnknown(FaultProxy.OnCommit.DROP_REQUEST);
        assertThat(notes()).isZero();
    }

    @Test
    void case_129_an_answer_that_never_comes_is_unknown_after_the_drivers_timeout() throws IOException {
        disconnect();
        connect(3, 60_000);
        long start = System.nanoTime();
        assertUnknown(FaultProxy.OnCommit.SWALLOW_ANSWER);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(2_900));
        assertThat(notes()).isOne();
    }

    @Test
    void case_129_a_callback_that_hides_an_unknown_commit_of_a_second_connection_is_not_repeated() {
        Tenancy direct = Tenancy.builder(postgres.appDataSource())
                .layout(postgres.layout())
                .retry(Retry.upTo(3))
                .build();
        assertThatThrownBy(() -> direct.useTransaction(ACME, outer -> {
                    attempts.incrementAndGet();
                    try {
                        network.onCommit(FaultProxy.OnCommit.DROP_ANSWER);
                        tenancy.useTransaction(
                                ACME,
                                WorkOptions.defaults().secondConnection(),
                                dsl -> dsl.execute("insert into tenant_acme.notes values ('inner')"));
                    } catch (CommitUnknownException e) {
                        throw new IllegalStateException("hidden", e);
                    }
                }))
                .hasMessage("hidden");
        assertThat(attempts).hasValue(1);
        assertThat(notes()).isOne();
    }

    @Test
    void a_single_statement_whose_answer_is_lost_is_unknown() {
        // in one message with its role, the statement is its own COMMIT
        tenancy.dsl(ACME).fetch("select 1");
        assertThatThrownBy(() -> {
                    resetWhenItRuns();
                    tenancy.dsl(ACME).execute("insert into tenant_acme.notes select 'x' from pg_sleep(60)");
                })
                .isInstanceOf(CommitUnknownException.class)
                .hasMessage(UNKNOWN);
        endSleepers(); // or the next is reset before it runs
        assertThatThrownBy(() -> {
                    resetWhenItRuns();
                    tenancy.dsl(ACME).fetch("select pg_sleep(60)");
                })
                .isInstanceOf(DataAccessException.class)
                .isNotInstanceOf(CommitUnknownException.class);
        endSleepers();
    }

    @Test
    void a_connection_reset_before_commit_is_repeated() {
        tenancy.useTransaction(ACME, dsl -> {
            dsl.execute("insert into tenant_acme.notes values ('x')");
            if (attempts.incrementAndGet() < 3) {
                network.reset();
                dsl.execute("select 1");
            }
        });
        assertThat(attempts).hasValue(3);
        assertThat(notes()).isOne();
    }

    @Test
    void a_black_hole_in_a_query_ends_with_the_drivers_timeout_and_is_repeated() throws IOException {
        disconnect();
        connect(3, 60_000);
        tenancy.useTransaction(ACME, dsl -> {
            dsl.execute("insert into tenant_acme.notes values ('x')");
            if (attempts.incrementAndGet() == 1) {
                network.blackHole(true);
                try {
                    dsl.execute("select 1");
                } finally {
                    network.blackHole(false);
                }
            }
        });
        assertThat(attempts).hasValue(2);
        assertThat(notes()).isOne();
    }

    @Test
    void a_black_hole_on_connect_is_unavailable_within_the_pools_timeout() throws IOException {
        disconnect();
        connect(60, 3_000);
        CountingDataSource counted = new CountingDataSource(pool);
        Tenancy patient = Tenancy.builder(counted)
                .layout(postgres.layout())
                .retry(Retry.upTo(3))
                .build();
        network.blackHole(true);
        pool.getHikariPoolMXBean().softEvictConnections();
        long start = System.nanoTime();
        assertThatThrownBy(() -> patient.useTransaction(ACME, dsl -> attempts.incrementAndGet()))
                .isInstanceOf(ConnectionUnavailableException.class)
                .hasMessageStartingWith("No connection for a unit of work in tenant 'acme': ");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(2_500), Duration.ofSeconds(30));
        assertThat(counted.connections()).as("asked for once").isOne();
        assertThat(attempts).hasValue(0);
    }

    @Test
    void latency_changes_nothing() {
        network.delay(Duration.ofMillis(50));
        tenancy.useTransaction(ACME, dsl -> dsl.execute("insert into tenant_acme.notes values ('x')"));
        assertThat(notes()).isOne();
    }

    private void assertUnknown(FaultProxy.OnCommit fault) {
        tenancy.useTransaction(ACME, dsl -> dsl.execute("select 1"));
        network.onCommit(fault);
        assertThatThrownBy(() -> tenancy.useTransaction(ACME, dsl -> {
                    attempts.incrementAndGet();
                    dsl.execute("insert into tenant_acme.notes values ('x')");
                }))
                .isInstanceOfSatisfying(CommitUnknownException.class, e -> assertThat(e.tenant())
                        .contains(ACME))
                .hasMessage(UNKNOWN);
        assertThat(attempts).hasValue(1);
        network.onCommit(FaultProxy.OnCommit.PASS);
        tenancy.useTransaction(
                ACME, dsl -> assertThat(dsl.fetchSingle("select 1").get(0)).isEqualTo(1));
    }

    /** What is in the table, past the proxy; then it is empty again. */
    private static int notes() {
        Tenancy direct = Tenancy.builder(postgres.appDataSource())
                .layout(postgres.layout())
                .build();
        return direct.inTransaction(ACME, dsl -> dsl.execute("delete from tenant_acme.notes"));
    }

    private void resetWhenItRuns() {
        CompletableFuture.runAsync(() -> {
            while (sleeping() == 0) {
                Thread.onSpinWait();
            }
            network.reset();
        });
    }

    /** A server does not notice that its client is gone, and commits all the same. */
    private static void endSleepers() {
        ask("select count(pg_terminate_backend(pid, 30000)) from pg_stat_activity"
                + " where wait_event = 'PgSleep' and datname = current_database()");
    }

    private static int sleeping() {
        return ask(
                "select count(*) from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()");
    }

    private static int ask(String sql) {
        try (Connection connection = postgres.superuserDataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
