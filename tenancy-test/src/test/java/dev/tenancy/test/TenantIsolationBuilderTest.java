package dev.tenancy.test;

import static dev.tenancy.test.Items.ID;
import static dev.tenancy.test.Items.ITEMS;
import static dev.tenancy.test.Items.NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.Tenancy;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.ExecuteListener;
import org.jooq.SQLDialect;
import org.jooq.impl.DefaultConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TenantIsolationBuilderTest {

    @RegisterExtension
    static final PostgresExtension postgres =
            PostgresExtension.builder().migration(Items.MIGRATION).build();

    @Test
    void kit_without_rows_to_leak_is_refused() {
        assertThatThrownBy(() -> TenantIsolation.builder(postgres).build()).hasMessageContaining("give the");
        assertThatThrownBy(() -> TenantIsolation.builder(PostgresExtension.create())
                        .seed(Items.SEED)
                        .build())
                .hasMessageContaining("give the PostgresExtension a migration(..)");
        TenantIsolation empty =
                TenantIsolation.builder(postgres).seed((tenant, dsl) -> {}).build();
        assertThatThrownBy(() -> empty.check(tenant -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("The seeding left no row in tenant 'acme-\\d+-b': nothing could leak\\.");
    }

    @Test
    void failed_seeding_is_told() {
        TenantIsolation failing = TenantIsolation.builder(postgres)
                .seed((tenant, dsl) -> {
                    throw new java.io.IOException("no file");
                })
                .build();
        assertThatThrownBy(() -> failing.check(tenant -> {}))
                .hasMessageMatching("The seeding of schema \"\\w+(-\\d+)?\" failed: no file");
    }

    @Test
    void owner_column_is_as_said() {
        TenantIsolation isolation = TenantIsolation.builder(postgres)
                .ownerColumn("name")
                .seed((tenant, dsl) -> dsl.insertInto(ITEMS, ID, NAME)
                        .values(1, tenant.value())
                        .execute())
                .build();
        assertThatCode(() -> isolation.check(tenant ->
                        isolation.tenancy().dsl(tenant).selectFrom(ITEMS).fetch()))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> isolation.check(tenant -> isolation
                        .tenancy()
                        .dsl(tenant)
                        .update(ITEMS)
                        .set(NAME, "globex")
                        .execute()))
                .hasMessageContaining("holds rows whose name is another: (1,globex,)");
    }

    @Test
    void pool_of_the_user_is_used_and_stays_clean() {
        HikariConfig config = new HikariConfig();
        config.setDataSource(postgres.appDataSource());
        config.setMaximumPoolSize(2);
        config.setInitializationFailTimeout(-1);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            TenantIsolation isolation = TenantIsolation.builder(postgres)
                    .dataSource(pool)
                    .seed(Items.SEED)
                    .build();
            assertThatCode(() -> isolation.check(tenant ->
                            isolation.tenancy().dsl(tenant).selectFrom(ITEMS).fetch()))
                    .doesNotThrowAnyException();
            assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isPositive();
            postgres.assertClean(pool, 2);
        }
    }

    @Test
    void configuration_of_the_user_is_kept() {
        AtomicInteger rows = new AtomicInteger();
        TenantIsolation isolation = TenantIsolation.builder(postgres)
                .configuration(new DefaultConfiguration()
                        .set(SQLDialect.POSTGRES)
                        .derive(ExecuteListener.onRecordEnd(context -> rows.incrementAndGet())))
                .seed(Items.SEED)
                .build();
        assertThatCode(() -> isolation.check(tenant ->
                        isolation.tenancy().dsl(tenant).selectFrom(ITEMS).fetch()))
                .doesNotThrowAnyException();
        assertThat(rows).hasValue(1);
    }

    @Test
    void code_with_a_tenancy_of_its_own_is_seen_at_the_data_source() {
        TenantIsolation isolation =
                TenantIsolation.builder(postgres).seed(Items.SEED).build();
        Tenancy own = Tenancy.builder(isolation.dataSource())
                .layout(postgres.layout())
                .build();
        assertThatCode(() -> isolation.check(
                        tenant -> own.dsl(tenant).selectFrom(ITEMS).fetch()))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> isolation.check(tenant -> own.dsl(tenant).fetch("select * from public.items")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("of the decoy in schema public");
    }
}
