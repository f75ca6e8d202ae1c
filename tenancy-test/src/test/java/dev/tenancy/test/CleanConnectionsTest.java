package dev.tenancy.test;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CleanConnectionsTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.builder()
            .migration(Items.MIGRATION)
            .tenants("acme", "globex")
            .build();

    private HikariDataSource pool;

    @BeforeEach
    void open() {
        HikariConfig config = new HikariConfig();
        config.setDataSource(postgres.appDataSource());
        config.setMaximumPoolSize(2);
        pool = new HikariDataSource(config);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void used_pool_is_clean() throws SQLException {
        send(
                "select 1",
                "begin",
                "set local role \"" + role("acme") + "\"",
                "select * from tenant_acme.items",
                "commit");
        assertThatCode(() -> postgres.assertClean(pool, 2)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    set search_path = public                        | has search_path = 'public' and not '""'
                    set statement_timeout = 77                      | has statement_timeout = '77' and not '0'
                    select pg_advisory_lock(7)                      | holds ExclusiveLock (advisory)
                    begin                                           | is idle in transaction, its last statement: begin
                    declare c cursor with hold for select 1         | has the cursor c open
                    listen news                                     | listens to news
                    prepare p as select 1                           | has the statement p prepared by PREPARE
                    """)
    void residue_is_found(String statement, String finding) throws SQLException {
        send(statement);
        assertThatThrownBy(() -> postgres.assertClean(pool, 2))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("Connections were given back unclean:\n- The connection of backend ")
                .hasMessageContaining(finding);
    }

    @Test
    void role_that_stays_is_found() throws SQLException {
        send("set role \"" + role("acme") + "\"");
        assertThatThrownBy(() -> postgres.assertClean(pool, 2))
                .hasMessageContaining("runs as " + role("acme") + " and not as "
                        + postgres.appDataSource().getUser());
    }

    @Test
    void temporary_table_is_found() throws SQLException {
        postgres.execute(
                "grant temporary on database \"" + postgres.appDataSource().getDatabaseName() + "\" to \""
                        + postgres.appDataSource().getUser() + "\"");
        send("create temporary table items (id int)");
        assertThatThrownBy(() -> postgres.assertClean(pool, 2)).hasMessageContaining("has a temporary schema");
    }

    @Test
    void aborted_transaction_is_found() throws SQLException {
        send("begin", "select 1/0");
        assertThatThrownBy(() -> postgres.assertClean(pool, 2))
                .hasMessageContaining("is idle in transaction (aborted)");
    }

    @Test
    void row_in_the_wrong_tenant_is_found() {
        postgres.execute(
                "insert into tenant_globex.items values (1, 'pen', 'globex'), (2, 'nib', 'acme'), (3, 'x', null)");
        assertThatThrownBy(() -> postgres.assertRowsAtHome("owner"))
                .hasMessage("Rows are in the wrong tenant:\n- \"tenant_globex\".\"items\" of tenant 'globex' holds rows"
                        + " whose owner is another: (2,nib,acme)");
        postgres.execute("delete from tenant_globex.items where id = 2");
        assertThatCode(() -> postgres.assertRowsAtHome("owner")).doesNotThrowAnyException();
    }

    private static String role(String tenant) {
        return postgres.layout().roleOf(TenantId.of(tenant));
    }

    /** As code may that uses plain SQL; the pool cannot know. */
    private void send(String... statements) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                try {
                    statement.execute(sql);
                } catch (SQLException e) {
                    if (!"22012".equals(e.getSQLState())) {
                        throw e;
                    }
                }
            }
        }
    }
}
