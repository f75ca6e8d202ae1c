package dev.tenancy.integration;

import static dev.tenancy.integration.TenantDatabase.ACME;
import static dev.tenancy.integration.TenantDatabase.GLOBEX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.name;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.Isolation;
import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The oracle of the other tests sees what it is there to see. */
class CanaryOracleTest {

    @RegisterExtension
    static final TenantDatabase DATABASE = TenantDatabase.of(Isolation.QUALIFIED);

    private final Canary canary = DATABASE.canary();

    private CanaryOracle oracle() {
        return CanaryOracle.before(DATABASE.superuser(), DATABASE.layout(), canary, TenantDatabase.ALL);
    }

    @Test
    void a_foreign_row_that_was_read_is_seen() {
        DATABASE.tenancy().dsl(ACME).fetch("select * from {0}", name(DATABASE.schema(GLOBEX), "items"));
        assertThat(canary.foreign()).hasSize(2);
        assertThatThrownBy(() -> oracle().check(DATABASE.pool()))
                .hasMessageContaining("rows read from a foreign owner");
        canary.forget();
    }

    @Test
    void the_decoy_is_a_foreign_row() {
        DATABASE.tenancy().dsl(ACME).fetch("select * from public.items");
        assertThat(canary.foreign()).hasSize(2).allMatch(row -> row.contains("LEAK"));
        canary.forget();
    }

    @Test
    void a_foreign_row_that_was_written_is_seen() {
        CanaryOracle oracle = oracle();
        DATABASE.superuser()
                .execute("update {0} set owner = 'acme' where id = 1", name(DATABASE.schema(GLOBEX), "items"));
        assertThatThrownBy(() -> oracle.check(DATABASE.pool()))
                .hasMessageContaining("rows written with a foreign owner");
        DATABASE.superuser().execute("update {0} set owner = 'globex'", name(DATABASE.schema(GLOBEX), "items"));
    }

    @Test
    void a_connection_that_nobody_gave_back_is_seen() throws Exception {
        try (Connection kept = DATABASE.pool().getConnection()) {
            assertThat(kept.isClosed()).isFalse();
            assertThatThrownBy(() -> oracle().check(DATABASE.pool())).hasMessageContaining("nobody gave back");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set search_path = public",
                "set statement_timeout = 1000",
                "select pg_advisory_lock(1)",
                "listen somebody",
                "declare c cursor with hold for select 1",
                "set session characteristics as transaction read only"
            })
    void a_connection_that_is_not_clean_is_seen(String dirt) throws Exception {
        HikariConfig config = new HikariConfig();
        config.setDataSource(DATABASE.postgres().appDataSource());
        config.setMaximumPoolSize(1);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            CanaryOracle.assertAllClean(pool);
            try (Connection connection = pool.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute(dirt);
            }
            assertThatThrownBy(() -> CanaryOracle.assertAllClean(pool)).isInstanceOf(AssertionError.class);
        }
    }
}
