package dev.tenancy.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.TenantId;
import dev.tenancy.TenantStatus;
import dev.tenancy.flyway.Engine;
import dev.tenancy.flyway.ProvisioningHook;
import dev.tenancy.flyway.Tenants;
import dev.tenancy.flyway.TenantsBuilder;
import dev.tenancy.test.PostgresExtension;
import dev.tenancy.wire.Traffic;
import dev.tenancy.wire.WireTap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a new tenant costs on the wire, once a process has read the scripts. */
class ProvisioningRoundTripsTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private static int tenants;

    @TempDir
    Path scripts;

    private WireTap tap;
    private HikariDataSource pool;

    @BeforeEach
    void listen() throws IOException {
        tap = new WireTap(postgres.ownerDataSource());
        pool = pool();
        for (int i = 1; i <= 5; i++) {
            script("V" + i + "__table.sql", "create table t" + i + " (id int primary key, n text not null);");
        }
    }

    @AfterEach
    void hangUp() throws IOException {
        pool.close();
        tap.close();
    }

    @Test
    void a_new_tenant_is_five_round_trips_whatever_the_number_of_its_scripts() throws IOException {
        assertThat(secondTenant(builder -> builder).roundTrips()).isEqualTo(5);
        for (int i = 6; i <= 20; i++) {
            script("V" + i + "__table.sql", "create table t" + i + " (id int primary key); select 1;");
        }
        assertThat(secondTenant(builder -> builder).roundTrips()).isEqualTo(5);
    }

    @Test
    void views_are_looked_at_in_one_more() throws IOException {
        script("V6__view.sql", "create view one as select 1 as one");

        assertThat(secondTenant(builder -> builder).roundTrips()).isEqualTo(6);
    }

    @Test
    void functions_are_looked_at_in_one_more() throws IOException {
        script("V6__function.sql", "create function one() returns int language sql as 'select 1'");

        assertThat(secondTenant(builder -> builder).roundTrips()).isEqualTo(6);
    }

    @Test
    void the_transactions_are_the_two_looks_the_tenant_and_the_end() {
        Traffic traffic = secondTenant(builder -> builder);

        assertThat(traffic.transactions()).isEqualTo(4);
        assertThat(traffic.connections()).isZero();
    }

    @Test
    void step_by_step_it_is_many_more() {
        assertThat(secondTenant(builder -> builder.hook(new ProvisioningHook() {}))
                        .roundTrips())
                .isGreaterThan(30);
        assertThat(secondTenant(builder -> builder.engine(Engine.FLYWAY)).roundTrips())
                .isGreaterThan(100);
    }

    @Test
    void a_tenant_that_is_active_is_three_round_trips() {
        Tenants all = tenants(builder -> builder);
        TenantId tenant = next();
        all.provision(tenant);
        tap.drain();

        all.provision(tenant);

        assertThat(tap.drain().roundTrips())
                .as("the session, the look, the end")
                .isEqualTo(3);
    }

    private Traffic secondTenant(UnaryOperator<TenantsBuilder> more) {
        Tenants all = tenants(more);
        all.provision(next());
        tap.drain();
        assertThat(all.provision(next()).status()).isEqualTo(TenantStatus.ACTIVE);
        return tap.drain();
    }

    private Tenants tenants(UnaryOperator<TenantsBuilder> more) {
        return more.apply(Tenants.builder(pool)
                        .layout(postgres.layout())
                        .locations("filesystem:" + scripts)
                        .appLogin(String.valueOf(postgres.appDataSource().getUser())))
                .build();
    }

    private HikariDataSource pool() {
        HikariConfig config = new HikariConfig();
        config.setDataSource(tap.through(postgres.ownerDataSource()));
        config.setMaximumPoolSize(2);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }

    private static TenantId next() {
        return TenantId.of("wire" + tenants++);
    }

    private void script(String name, String text) throws IOException {
        Files.writeString(scripts.resolve(name), text);
    }
}
