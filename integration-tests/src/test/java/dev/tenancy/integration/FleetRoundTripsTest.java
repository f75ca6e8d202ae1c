package dev.tenancy.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.TenantId;
import dev.tenancy.flyway.FleetOptions;
import dev.tenancy.flyway.FleetPlan;
import dev.tenancy.flyway.Tenants;
import dev.tenancy.test.PostgresExtension;
import dev.tenancy.wire.Traffic;
import dev.tenancy.wire.WireTap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a run of the fleet costs on the wire. */
class FleetRoundTripsTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @TempDir
    static Path scripts;

    private static final int MORE = 20;

    private static int made;
    private static int written;

    private WireTap tap;
    private HikariDataSource pool;
    private Tenants tenants;

    @BeforeEach
    void listen() throws IOException {
        tap = new WireTap(postgres.ownerDataSource());
        HikariConfig config = new HikariConfig();
        config.setDataSource(tap.through(postgres.ownerDataSource()));
        config.setMaximumPoolSize(3);
        pool = new HikariDataSource(config);
        tenants = Tenants.builder(pool)
                .layout(postgres.layout())
                .locations("filesystem:" + scripts)
                .appLogin(String.valueOf(postgres.appDataSource().getUser()))
                .build();
        if (written == 0) {
            script("create table items (id int primary key)");
        }
    }

    @AfterEach
    void hangUp() throws IOException {
        pool.close();
        tap.close();
    }

    /** Step by step it is four each. A run's own vary by what the connections that it gets have prepared already. */
    private static void assertOneEach(long more) {
        assertThat(more).isBetween(MORE - 3L, MORE + 3L);
    }

    @Test
    void each_tenant_is_one_round_trip() throws IOException {
        provision(3);
        long few = apply("alter table items add column a" + written + " text").roundTrips();
        provision(MORE);
        long many = apply("alter table items add column b" + written + " text").roundTrips();

        assertOneEach(many - few);
    }

    @Test
    void what_makes_tables_is_tried_once_with_the_small_check_and_then_one_round_trip_a_tenant() throws IOException {
        provision(3);
        long few = apply("create table notes" + written + " (id int references items)")
                .roundTrips();
        provision(MORE);
        long many = apply("create table more" + written + " (id int references items)")
                .roundTrips();

        assertOneEach(many - few);
    }

    @Test
    void with_nothing_to_do_no_tenant_is_come_to() {
        provision(8);
        tenants.fleet().apply(tenants.fleet().plan()).orThrow();
        tap.drain();

        assertThat(tenants.fleet().plan().upToDate()).isTrue();

        assertThat(tap.drain().roundTrips()).isLessThan(8);
    }

    private Traffic apply(String sql) throws IOException {
        tenants.fleet().apply(tenants.fleet().plan()).orThrow();
        script(sql);
        FleetPlan plan = tenants.fleet().plan();
        tap.drain();
        tenants.fleet()
                .apply(plan, FleetOptions.builder().parallelism(1).build())
                .orThrow();
        return tap.drain();
    }

    private void provision(int more) {
        for (int i = 0; i < more; i++) {
            tenants.provision(TenantId.of("round-trips-" + made++));
        }
    }

    private void script(String sql) throws IOException {
        Files.writeString(scripts.resolve("V" + ++written + "__script.sql"), sql + ";\n");
    }
}
