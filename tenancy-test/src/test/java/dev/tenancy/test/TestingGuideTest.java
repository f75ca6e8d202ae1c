package dev.tenancy.test;

import static dev.tenancy.test.Items.ID;
import static dev.tenancy.test.Items.ITEMS;
import static dev.tenancy.test.Items.NAME;
import static dev.tenancy.test.Items.OWNER;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What docs/testing.md shows is what runs here. */
class TestingGuideTest {

    private static HikariDataSource pool;

    // region database
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.builder()
            .migrationResource("db/tenant/V1__items.sql") // in each tenant
            .shared("create table plans (name text primary key)") // once, in the shared schema
            .tenants("acme", "globex")
            .build();

    static final Tenancy tenancy =
            Tenancy.builder(postgres.appDataSource()).layout(postgres.layout()).build();

    @Test
    void new_tenant_has_no_items() {
        assertThat(new ItemRepository(tenancy).names(TenantId.of("acme"))).isEmpty();
    }
    // endregion

    // region isolation
    static final TenantIsolation isolation = TenantIsolation.builder(postgres)
            .seed((tenant, dsl) -> dsl.insertInto(ITEMS, ID, NAME, OWNER)
                    .values(1, "pen", tenant.value())
                    .execute())
            .build();

    static final ItemRepository items = new ItemRepository(isolation.tenancy());

    @Test
    void renaming_stays_in_its_tenant() {
        isolation.check(tenant -> items.rename(tenant, 1, "pencil"));
    }
    // endregion

    // region clean
    @AfterEach
    void nothing_is_left() {
        postgres.assertClean(pool, 10); // as many as the pool has
        postgres.assertRowsAtHome("owner");
    }
    // endregion

    @BeforeAll
    static void a_pool() {
        pool = new HikariDataSource();
        pool.setDataSource(postgres.appDataSource());
    }

    @AfterAll
    static void it_ends() {
        pool.close();
    }

    private record ItemRepository(Tenancy tenancy) {

        List<String> names(TenantId tenant) {
            return tenancy.inTransaction(
                    tenant, dsl -> dsl.select(NAME).from(ITEMS).fetch(NAME));
        }

        int rename(TenantId tenant, int id, String name) {
            return tenancy.inTransaction(
                    tenant,
                    dsl -> dsl.update(ITEMS).set(NAME, name).where(ID.eq(id)).execute());
        }
    }
}
