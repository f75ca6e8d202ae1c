package dev.tenancy.integration;

import static dev.tenancy.generated.tenant.Tables.ITEMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.Isolation;
import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.generated.tenant.Tenant;
import dev.tenancy.integration.Ledger.Move;
import dev.tenancy.test.PostgresExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jooq.SQLDialect;
import org.jooq.conf.MappedSchema;
import org.jooq.conf.RenderMapping;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Case 045: many tenants, many threads, hardly any connections. Each unit of work is of a random kind and may fail in a random
 * way; what must be in each tenant afterwards is kept in a ledger, so that a leak shows as a wrong sum.
 */
@Tag("slow") // and the same on every major: .ci/run has it once
class InterleavedWorkTest {

    private static final int UNITS = 10_000;
    private static final int THREADS = 8;
    private static final int CONNECTIONS = 2;
    private static final List<TenantId> TENANTS =
            IntStream.range(0, 50).mapToObj(i -> TenantId.of("t" + i)).toList();

    @RegisterExtension
    static final PostgresExtension ROLE = database(Isolation.ROLE);

    @RegisterExtension
    static final PostgresExtension QUALIFIED = database(Isolation.QUALIFIED);

    @Test
    void case_045_ten_thousand_interleaved_units_of_work_by_role_leak_nothing() throws Exception {
        run(ROLE, UNITS, () -> Executors.newFixedThreadPool(THREADS));
    }

    @Test
    void case_045_interleaved_units_of_work_by_names_alone_leak_nothing() throws Exception {
        run(QUALIFIED, UNITS / 4, () -> Executors.newFixedThreadPool(THREADS));
    }

    @Test
    void case_045_on_virtual_threads_nothing_leaks() throws Exception {
        run(ROLE, UNITS / 10, Threads::virtualIfTheJvmHasThem);
    }

    private static void run(PostgresExtension postgres, int units, Supplier<ExecutorService> threads) throws Exception {
        try (HikariDataSource pool = pool(postgres)) {
            Canary canary = new Canary();
            Tenancy tenancy = Tenancy.builder(pool)
                    .layout(postgres.layout())
                    .schema(Tenant.TENANT)
                    .configuration(
                            new DefaultConfiguration().set(SQLDialect.POSTGRES).set(canary))
                    .cachedTenants(20) // fewer than there are, so that configurations come and go
                    .build();
            Ledger ledger = new Ledger(TENANTS);
            TENANTS.forEach(tenant -> tenancy.dsl(tenant).deleteFrom(ITEMS).execute());
            work(tenancy, ledger, units, threads.get());
            assertThat(canary.foreign()).isEmpty();
            assertThat(canary.seen()).as("rows read").isGreaterThan(units / 4);
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
            CanaryOracle.assertAllClean(pool);
            assertSums(postgres, ledger);
        }
    }

    private static void work(Tenancy tenancy, Ledger ledger, int units, ExecutorService threads) throws Exception {
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int unit = 0; unit < units; unit++) {
                Random random = new Random(unit); // a failure comes again with the same choices
                TenantId tenant = TENANTS.get(random.nextInt(TENANTS.size()));
                Move move = Move.values()[random.nextInt(Move.values().length)];
                int amount = 1 + random.nextInt(100);
                all.add(threads.submit(() -> ledger.run(tenancy, tenant, move, amount)));
            }
            for (Future<?> one : all) {
                one.get(5, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Read around the library: every row has its owner, and together they are what the ledger says. */
    private static void assertSums(PostgresExtension postgres, Ledger ledger) {
        for (TenantId tenant : TENANTS) {
            var row = DSL.using(postgres.superuserDataSource(), SQLDialect.POSTGRES)
                    .configuration()
                    .derive(new Settings()
                            .withRenderMapping(new RenderMapping()
                                    .withSchemata(new MappedSchema()
                                            .withInput("tenant")
                                            .withOutput(postgres.layout()
                                                    .schemaOf(tenant)
                                                    .value()))))
                    .dsl()
                    .select(
                            DSL.count().filterWhere(ITEMS.OWNER.ne(tenant.value())),
                            DSL.coalesce(DSL.sum(ITEMS.PRICE_CENTS), java.math.BigDecimal.ZERO))
                    .from(ITEMS)
                    .fetchSingle();
            assertThat(row.value1()).as("rows of others in tenant %s", tenant).isZero();
            assertThat(row.value2().longValue())
                    .as("the sum of tenant %s", tenant)
                    .isEqualTo(ledger.sum(tenant));
        }
    }

    private static PostgresExtension database(Isolation isolation) {
        return PostgresExtension.builder()
                .layout(TenantLayout.builder().isolation(isolation).build())
                .shared(Canary.DECOY)
                .migrationResource("db/tenant/V1__items.sql")
                .tenants(TENANTS.stream().map(TenantId::value).toArray(String[]::new))
                .build();
    }

    private static HikariDataSource pool(PostgresExtension postgres) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(postgres.appDataSource());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setConnectionTimeout(60_000);
        return new HikariDataSource(config);
    }
}
