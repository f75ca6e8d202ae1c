package dev.tenancy.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.CallerTransactionException;
import dev.tenancy.Retry;
import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import dev.tenancy.test.PostgresExtension;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Case 046c of the catalogue: the library neither joins nor commits a transaction that is its caller's. */
class CallerTransactionTest {

    private static final TenantId ACME = TenantId.of("acme");
    private static final String MESSAGE =
            "No unit of work in tenant 'acme': the DataSource gave a connection with auto-commit"
                    + " off. If it takes part in a transaction of yours (Spring's TransactionAwareDataSourceProxy, say), give"
                    + " Tenancy the pool itself; if the pool is set so, set autoCommit=true.";

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.builder()
            .migration("create table notes (note text)")
            .tenants("acme")
            .build();

    private final AtomicInteger attempts = new AtomicInteger();

    private final List<Consumer<Tenancy>> doors = List.of(
            tenancy -> tenancy.useTransaction(ACME, dsl -> attempts.incrementAndGet()),
            tenancy -> tenancy.dsl(ACME).execute("insert into tenant_acme.notes values ('ours')"),
            tenancy -> tenancy.dsl(ACME).transaction(nested -> attempts.incrementAndGet()));

    /** Gives each caller the one connection of the transaction it is in, as a transaction manager does; closing it does nothing. */
    private static DataSource aware(Connection ofTheCaller) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (source, asked, none) -> {
                    assertThat(asked.getName()).isEqualTo("getConnection");
                    return Proxy.newProxyInstance(
                            Connection.class.getClassLoader(),
                            new Class<?>[] {Connection.class},
                            (proxy, method, arguments) -> {
                                if (method.getName().equals("close")) {
                                    return null;
                                }
                                try {
                                    return method.invoke(ofTheCaller, arguments);
                                } catch (InvocationTargetException e) {
                                    throw e.getCause();
                                }
                            });
                });
    }

    @Test
    void case_046c_a_callers_transaction_is_refused_and_stays_its_own() throws SQLException {
        try (Connection caller = postgres.ownerDataSource().getConnection();
                Statement statement = caller.createStatement()) {
            caller.setAutoCommit(false);
            statement.execute("insert into tenant_acme.notes values ('the caller''s')");
            Tenancy tenancy = Tenancy.builder(aware(caller))
                    .layout(postgres.layout())
                    .retry(Retry.upTo(3))
                    .build();
            for (Consumer<Tenancy> door : doors) {
                assertThatThrownBy(() -> door.accept(tenancy))
                        .isInstanceOf(CallerTransactionException.class)
                        .hasMessage(MESSAGE);
                assertThat(caller.isClosed()).isFalse();
                assertThat(caller.getAutoCommit()).isFalse();
            }
            assertThat(notes(statement))
                    .as("still there, in the caller's transaction")
                    .isOne();
            caller.rollback();
            assertThat(notes(statement)).as("nobody has committed it").isZero();
            caller.rollback();
        }
        assertThat(attempts).hasValue(0);
    }

    @Test
    void a_pool_with_auto_commit_off_is_refused_and_keeps_its_connections() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setDataSource(postgres.appDataSource());
        config.setMaximumPoolSize(1);
        config.setAutoCommit(false);
        config.setConnectionTimeout(10_000);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            Tenancy tenancy = Tenancy.builder(pool).layout(postgres.layout()).build();
            for (Consumer<Tenancy> door : doors) {
                assertThatThrownBy(() -> door.accept(tenancy))
                        .isInstanceOf(CallerTransactionException.class)
                        .hasMessage(MESSAGE);
                assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
            }
        }
        assertThat(attempts).hasValue(0);
    }

    @Test
    void a_connection_that_cannot_say_its_auto_commit_is_closed() {
        AtomicInteger closed = new AtomicInteger();
        Connection broken = (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        closed.incrementAndGet();
                        return null;
                    }
                    throw new SQLException("broken", "08006");
                });
        DataSource source = (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> broken);
        Tenancy tenancy = Tenancy.builder(source).layout(postgres.layout()).build();
        for (Consumer<Tenancy> door : doors) {
            assertThatThrownBy(() -> door.accept(tenancy))
                    .hasMessageStartingWith("No connection for a unit of work in tenant 'acme': broken");
        }
        assertThat(closed).hasValue(doors.size());
    }

    private static int notes(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("select count(*) from tenant_acme.notes")) {
            row.next();
            return row.getInt(1);
        }
    }
}
