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

    @Test
    void each_tenant_is_one_round_trip() throws IOException {
        provision(3);
        long three = apply("alter table items add column a" + written + " text").roundTrips();
        provision(5);
        long eight = apply("alter table items add column b" + written + " text").roundTrips();

        assertThat(eight - three).as("step by step it is four each").isEqualTo(5);
    }

    @Test
    void what_makes_tables_is_tried_once_with_the_small_check_and_then_one_round_trip_a_tenant() throws IOException {
        provision(3);
        long three = apply("create table notes" + written + " (id int references items)")
                .roundTrips();
        provision(5);
        long eight = apply("create table more" + written + " (id int references items)")
                .roundTrips();

        assertThat(eight - three).isEqualTo(5);
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
        pool.getHikariPoolMXBean()
                .softEvictConnections(); // each run prepares its statements, and none finds them prepared
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
