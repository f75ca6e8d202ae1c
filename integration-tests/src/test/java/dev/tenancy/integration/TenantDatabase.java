package dev.tenancy.integration;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.Isolation;
import dev.tenancy.Tenancy;
import dev.tenancy.TenancyBuilder;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.generated.tenant.Tenant;
import dev.tenancy.test.PostgresExtension;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The tests' database under the canary oracle: tenants whose rows have the same keys and other owners, a decoy in the shared
 * schema, a pool of the app login. Before each test the rows are as new; after each the oracle looks at everything.
 */
final class TenantDatabase implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    static final TenantId ACME = TenantId.of("acme");
    static final TenantId GLOBEX = TenantId.of("globex");
    /** No test works in it. */
    static final TenantId BYSTANDER = TenantId.of("by_stander");

    static final List<TenantId> ALL = List.of(ACME, GLOBEX, BYSTANDER);

    static final int POOL_SIZE = 3;

    private final PostgresExtension postgres;
    private final Canary canary = new Canary();
    private CanaryOracle oracle;
    private final List<HikariDataSource> pools = new ArrayList<>();
    private HikariDataSource pool;
    private HikariDataSource superuser;

    private TenantDatabase(Isolation isolation) {
        this.postgres = PostgresExtension.builder()
                .layout(TenantLayout.builder().isolation(isolation).build())
                .shared(resource("db/shared/V1__countries.sql"))
                .shared(Canary.DECOY)
                .migrationResource("db/tenant/V1__items.sql")
                .migrationResource("db/tenant/V2__orders.sql")
                .migrationResource("db/tenant/V3__routines.sql")
                .tenants(ACME.value(), GLOBEX.value(), BYSTANDER.value())
                .build();
    }

    static TenantDatabase of(Isolation isolation) {
        return new TenantDatabase(isolation);
    }

    PostgresExtension postgres() {
        return postgres;
    }

    TenantLayout layout() {
        return postgres.layout();
    }

    String schema(TenantId tenant) {
        return layout().schemaOf(tenant).value();
    }

    Canary canary() {
        return canary;
    }

    /** Over the pool, with the generated schema, watched by the canary. */
    Tenancy tenancy() {
        return builder().build();
    }

    TenancyBuilder builder() {
        return builder(pool);
    }

    TenancyBuilder builder(DataSource dataSource) {
        return Tenancy.builder(dataSource)
                .layout(layout())
                .schema(Tenant.TENANT)
                .configuration(configuration());
    }

    /** What the tenancies of the tests derive from. */
    Configuration configuration() {
        return new DefaultConfiguration().set(SQLDialect.POSTGRES).set(canary);
    }

    HikariDataSource pool() {
        return pool;
    }

    /** Another pool of the app login for this test, with parameters of the driver; the oracle looks at it as well. */
    HikariDataSource pool(int size, String... parameters) {
        HikariDataSource another = hikari(postgres.appDataSource(), size, parameters);
        pools.add(another);
        return another;
    }

    /** For what the app login may not do, or must not see. */
    DSLContext superuser() {
        return DSL.using(superuser, SQLDialect.POSTGRES);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        postgres.beforeAll(context);
        superuser = hikari(postgres.superuserDataSource(), 2);
        pool = hikari(postgres.appDataSource(), POOL_SIZE);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Seed.fresh(superuser(), layout(), ALL);
        canary.forget();
        oracle = CanaryOracle.before(superuser(), layout(), canary, ALL);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        try {
            oracle.check(pool);
            pools.forEach(oracle::check);
        } finally {
            pools.forEach(HikariDataSource::close);
            pools.clear();
            if (pool.getHikariPoolMXBean().getActiveConnections()
                    > 0) { // so that the next test does not fail for this one
                pool.close();
                pool = hikari(postgres.appDataSource(), POOL_SIZE);
            }
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        pool.close();
        superuser.close();
        postgres.afterAll(context);
    }

    private static HikariDataSource hikari(PGSimpleDataSource login, int size, String... parameters) {
        try {
            for (int i = 0; i < parameters.length; i += 2) {
                login.setProperty(parameters[i], parameters[i + 1]);
            }
        } catch (SQLException e) {
            throw new IllegalArgumentException(e);
        }
        HikariConfig config = new HikariConfig();
        config.setDataSource(login);
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(10_000);
        config.setMinimumIdle(1);
        return new HikariDataSource(config);
    }

    static String resource(String path) {
        try (InputStream in = TenantDatabase.class.getClassLoader().getResourceAsStream(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(path, e);
        }
    }
}
