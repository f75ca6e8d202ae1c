package dev.tenancy.guides;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.TenantNotFoundException;
import dev.tenancy.TenantRegistry;
import dev.tenancy.flyway.DatabaseSetup;
import dev.tenancy.flyway.Tenants;
import dev.tenancy.test.PostgresExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.Field;
import org.jooq.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What README.md shows for a plain main is what runs here. */
class ReadmeTest {

    // region items
    record Item(long id, String name) {}

    static final Table<?> ITEMS = table(name("tenant", "items")); // later: what jOOQ generates
    static final Field<String> NAME = field(name("name"), String.class);
    // endregion

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private static ItemsDatabase database;
    private static List<String> sql;

    @BeforeAll
    static void an_administrator_has_run_the_sql_of_the_two_logins() throws IOException {
        sql = Page.parse(Files.readString(Path.of("../README.md"))).sql();
        database = ItemsDatabase.withLogins(postgres, sql.get(0));
    }

    @AfterAll
    static void they_go() {
        database.close();
    }

    @Test
    void a_tenant_is_provisioned_and_queried() {
        try (var ownerDataSource = database.owner();
                var dataSource = database.app()) {
            provision(ownerDataSource);
            assertThat(firstQuery(dataSource)).extracting(Item::name).containsExactly("pen");
            Tenancy tenancy = serve(dataSource);
            assertThat(tenancy.<Integer, RuntimeException>inTransaction(
                            TenantId.of("acme"), dsl -> dsl.fetchCount(ITEMS)))
                    .isOne();
            assertThatThrownBy(() -> tenancy.useTransaction(TenantId.of("ghost"), dsl -> dsl.fetchCount(ITEMS)))
                    .isInstanceOf(TenantNotFoundException.class);
        }
    }

    @Test
    void the_script_that_is_shown_is_the_one_that_is_run() throws IOException {
        assertThat(Path.of("src/test/resources/db/tenant/V1__items.sql"))
                .content()
                .isEqualTo(sql.get(1) + "\n");
    }

    @Test
    void the_sql_of_the_two_logins_is_printed() {
        // region logins
        DatabaseSetup setup = DatabaseSetup.of(TenantLayout.defaults(), "items", "items_owner", "items_app");
        System.out.println(setup.script()); // psql -d items -f setup.sql, as an administrator
        // endregion
        assertThat(setup.script()).contains("create role \"items_owner\" login createrole", "items_app");
    }

    private static void provision(DataSource ownerDataSource) {
        // region provision
        Tenants tenants = Tenants.builder(ownerDataSource) // the owner login
                .locations("classpath:db/tenant")
                .appLogin("items_app")
                .build();

        tenants.provision(TenantId.of("acme")); // schema, role, rights, tables; safe to repeat
        // endregion
        assertThat(tenants.doctor().findings()).isEmpty();
    }

    private static List<Item> firstQuery(DataSource dataSource) {
        // region first
        Tenancy tenancy = Tenancy.create(dataSource);
        TenantId acme = TenantId.of("acme");

        tenancy.useTransaction(
                acme, dsl -> dsl.insertInto(ITEMS, NAME).values("pen").execute());
        List<Item> items =
                tenancy.inTransaction(acme, dsl -> dsl.selectFrom(ITEMS).fetchInto(Item.class));
        // endregion
        return items;
    }

    private static Tenancy serve(DataSource dataSource) {
        // region serve
        TenantRegistry registry =
                TenantRegistry.table(dataSource, TenantLayout.defaults()).cached(Duration.ofSeconds(5));

        Tenancy tenancy = Tenancy.builder(dataSource) // the app login
                .registry(registry) // who is served: ACTIVE tenants only
                .build();
        tenancy.verifyIsolation().orThrow(); // what would weaken the separation, with the SQL that mends it
        // endregion
        return tenancy;
    }
}
