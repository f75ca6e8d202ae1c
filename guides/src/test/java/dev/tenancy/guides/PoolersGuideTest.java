package dev.tenancy.guides;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.Isolation;
import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.WorkOptions;
import dev.tenancy.test.PostgresExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/poolers.md says of a transaction pooler, against a real PgBouncer. */
@EnabledIf(value = "dev.tenancy.guides.PgBouncer#isInstalled", disabledReason = "There is no pgbouncer on the PATH.")
class PoolersGuideTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.builder()
            .migration("create table items (owner text not null)")
            .tenants("acme", "globex")
            .build();

    @RegisterExtension
    static final PostgresExtension byNames = PostgresExtension.builder()
            .layout(TenantLayout.builder().isolation(Isolation.QUALIFIED).build())
            .migration("create table items (owner text not null)")
            .tenants("acme", "globex")
            .build();

    private static final TenantId ACME = TenantId.of("acme");
    private static final TenantId GLOBEX = TenantId.of("globex");
    private static final Field<String> OWNER = field(name("owner"), String.class);
    private static final WorkOptions SECOND = WorkOptions.defaults().secondConnection();

    private PgBouncer bouncer;

    @BeforeAll
    static void each_tenant_has_a_row() {
        for (TenantId tenant : List.of(ACME, GLOBEX)) {
            String row = "insert into tenant_" + tenant + ".items values ('" + tenant + "')";
            postgres.execute(row);
            byNames.execute(row);
        }
    }

    @BeforeEach
    void a_pooler_with_new_connections(@TempDir Path folder) throws IOException, InterruptedException {
        bouncer = PgBouncer.start(folder, postgres, byNames);
    }

    @AfterEach
    void it_ends() throws InterruptedException {
        bouncer.close();
    }

    @Test
    void the_guides_data_source_works_behind_the_pooler() {
        String host = "127.0.0.1:" + bouncer.port();
        String database = postgres.appDataSource().getDatabaseName();
        String user = postgres.appDataSource().getUser();
        String password = postgres.appDataSource().getPassword();
        TenantLayout layout = postgres.layout();
        // region pool
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://" + host + "/" + database + "?prepareThreshold=0");
        config.setUsername(user);
        config.setPassword(password);
        config.addDataSourceProperty(
                "prepareThreshold", 0); // no named statements: they belong to one server connection
        HikariDataSource pool = new HikariDataSource(config);

        Tenancy tenancy = Tenancy.builder(pool).layout(layout).build(); // Isolation.ROLE
        // endregion
        try (pool) {
            assertThat(tenancy.dsl(ACME).fetchCount(Items.ITEMS)).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource
    void cases_064_and_070_without_named_statements_each_reads_its_own_tenant(Isolation isolation) {
        assertThat(owners(isolation, 0)).containsExactly("globex", "acme");
    }

    /** 1, and 5, which is the driver's default: a statement is named when it is used for the first or fifth time. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void case_064_with_named_statements_names_alone_read_the_others_rows(int prepareThreshold) {
        assertThat(owners(Isolation.QUALIFIED, prepareThreshold)).containsExactly("acme", "globex");
    }

    /** The role is a value and no part of a text that has a name, so acme's query is refused to globex by PostgreSQL. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void case_070_with_named_statements_postgresql_refuses_the_others_rows(int prepareThreshold) {
        assertThatThrownBy(() -> owners(Isolation.ROLE, prepareThreshold))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("ERROR: permission denied for table items");
    }

    /**
     * Two clients at a time, acme's first, so that each keeps its own connection of the pooler to the server; then once
     * globex's first, so that they are exchanged.
     *
     * @return what globex and acme have read in the end
     */
    private List<String> owners(Isolation isolation, int prepareThreshold) {
        PostgresExtension database = isolation == Isolation.ROLE ? postgres : byNames;
        try (HikariDataSource one = bouncer.pool(database, prepareThreshold);
                HikariDataSource other = bouncer.pool(database, prepareThreshold)) {
            Tenancy acme = Tenancy.builder(one).layout(database.layout()).build();
            Tenancy globex = Tenancy.builder(other).layout(database.layout()).build();
            for (int i = 0; i < 6; i++) {
                assertThat(together(acme, ACME, globex, GLOBEX)).containsExactly("acme", "globex");
            }
            return together(globex, GLOBEX, acme, ACME);
        }
    }

    private static List<String> together(Tenancy outer, TenantId first, Tenancy inner, TenantId second) {
        return outer.inTransaction(
                first, dsl -> List.of(owner(dsl), inner.inTransaction(second, SECOND, PoolersGuideTest::owner)));
    }

    private static String owner(DSLContext dsl) {
        return dsl.select(OWNER).from(Items.ITEMS).fetchSingle(OWNER);
    }
}
