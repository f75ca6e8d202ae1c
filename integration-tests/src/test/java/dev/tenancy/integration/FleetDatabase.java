package dev.tenancy.integration;

import static dev.tenancy.generated.tenant.Tables.ITEMS;
import static dev.tenancy.integration.FleetDatabase.ACTIVE;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.Isolation;
import dev.tenancy.Tenancy;
import dev.tenancy.TenancyBuilder;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.TenantRegistry;
import dev.tenancy.TenantStatus;
import dev.tenancy.flyway.Fleet;
import dev.tenancy.flyway.Tenants;
import dev.tenancy.generated.tenant.Tenant;
import dev.tenancy.test.PostgresExtension;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Provisioned tenants under the canary oracle: nine that are active, and a suspended bystander. */
final class FleetDatabase implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    static final List<TenantId> ACTIVE =
            IntStream.range(0, 9).mapToObj(i -> TenantId.of("t" + i)).toList();

    /** There is no such tenant. */
    static final TenantId GHOST = TenantId.of("ghost");

    private static final List<TenantId> ALL =
            Stream.concat(ACTIVE.stream(), Stream.of(TenantDatabase.BYSTANDER)).toList();

    private final PostgresExtension postgres;
    private final Canary canary = new Canary();
    private CanaryOracle oracle;
    private Tenants tenants;
    private HikariDataSource pool;
    private HikariDataSource superuser;

    FleetDatabase(Isolation isolation) {
        this.postgres = PostgresExtension.builder()
                .layout(TenantLayout.builder().isolation(isolation).build())
                .shared(Canary.DECOY)
                .build();
    }

    TenantLayout layout() {
        return postgres.layout();
    }

    Tenants tenants() {
        return tenants;
    }

    Fleet fleet() {
        return tenants.fleet();
    }

    HikariDataSource pool() {
        return pool;
    }

    DSLContext superuser() {
        return DSL.using(superuser, SQLDialect.POSTGRES);
    }

    /** Watched by the canary; asks the registry before each unit of work, and remembers nothing. */
    Tenancy tenancy() {
        return builder().registry(TenantRegistry.table(pool, postgres.layout())).build();
    }

    TenancyBuilder builder() {
        return Tenancy.builder(pool)
                .layout(postgres.layout())
                .schema(Tenant.TENANT)
                .configuration(
                        new DefaultConfiguration().set(SQLDialect.POSTGRES).set(canary));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        postgres.beforeAll(context);
        superuser = new HikariDataSource();
        superuser.setDataSource(postgres.superuserDataSource());
        superuser.setMaximumPoolSize(2);
        tenants = Tenants.builder(postgres.ownerDataSource())
                .layout(postgres.layout())
                .locations("classpath:db/tenant")
                .appLogin(postgres.appDataSource().getUser())
                .build();
        ALL.forEach(tenants::provision);
        tenants.suspend(TenantDatabase.BYSTANDER);
        pool = Residue.pool(postgres, 4, 10_000);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        ACTIVE.forEach(tenant -> {
            if (tenants.find(tenant).orElseThrow().status() != TenantStatus.ACTIVE) {
                tenants.resume(tenant);
            }
        });
        Seed.fresh(superuser(), layout(), ALL);
        canary.forget();
        oracle = CanaryOracle.before(superuser(), layout(), canary, ALL);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        oracle.check(pool);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        pool.close();
        superuser.close();
        postgres.afterAll(context);
    }

    static void insert(TenantId tenant, DSLContext dsl) {
        dsl.insertInto(ITEMS, ITEMS.OWNER, ITEMS.NAME)
                .values(tenant.value(), "new")
                .execute();
    }

    /** How many rows each active tenant has that were written by {@link #insert}; read around the library. */
    Map<TenantId, Integer> written() {
        Map<TenantId, Integer> written = new TreeMap<>();
        for (TenantId tenant : ACTIVE) {
            written.put(
                    tenant,
                    superuser()
                            .fetchCount(
                                    DSL.table(DSL.name(layout().schemaOf(tenant).value(), "items")),
                                    DSL.field(DSL.name("name"), String.class).eq("new")));
        }
        return written;
    }

    static Map<TenantId, Integer> each(int rows) {
        return ACTIVE.stream().collect(Collectors.toMap(tenant -> tenant, tenant -> rows));
    }
}
