package dev.tenancy.integration;

import static dev.tenancy.generated.tenant.Tables.ITEMS;
import static dev.tenancy.generated.tenant.Tables.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.Tenancy;
import dev.tenancy.TenancyBuilder;
import dev.tenancy.TenancyConfigurationException;
import dev.tenancy.TenantBehindException;
import dev.tenancy.TenantId;
import dev.tenancy.TenantNotActiveException;
import dev.tenancy.TenantNotFoundException;
import dev.tenancy.TenantRegistry;
import dev.tenancy.TenantStatus;
import dev.tenancy.VersionCheck;
import dev.tenancy.VersionException;
import dev.tenancy.WorkOptions;
import dev.tenancy.flyway.Tenants;
import dev.tenancy.test.PostgresExtension;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A tenant whose tables are older than the code is refused with the next step, and served as soon as it is migrated; once
 * for each isolation level. Version 1 has items, version 2 has orders, version 3 is the newest.
 */
abstract class GateContract {

    private static final Duration LONG = Duration.ofHours(1);

    private final PostgresExtension postgres;
    private HikariDataSource pool;
    private CountingDataSource data;
    private CountingDataSource registry;

    GateContract(PostgresExtension postgres) {
        this.postgres = postgres;
    }

    @BeforeEach
    void open_a_pool() {
        pool = Residue.pool(postgres, 4, 10_000);
        data = new CountingDataSource(pool);
        registry = new CountingDataSource(pool);
    }

    @AfterEach
    void close_the_pool() {
        pool.close();
    }

    private Tenants tenants(String newest) {
        return Tenants.builder(postgres.ownerDataSource())
                .layout(postgres.layout())
                .locations("classpath:db/tenant")
                .sharedLocations("classpath:db/shared")
                .appLogin(postgres.appDataSource().getUser())
                .flyway(flyway -> flyway.target(newest))
                .build();
    }

    private TenantId at(String version, String id) {
        return tenants(version).provision(TenantId.of(id)).id();
    }

    private TenantRegistry table() {
        return TenantRegistry.table(registry, postgres.layout());
    }

    private TenancyBuilder builder(TenantRegistry registry) {
        return Tenancy.builder(data).layout(postgres.layout()).registry(registry);
    }

    private static List<Consumer<Tenancy>> doors(TenantId tenant) {
        return List.of(
                tenancy -> tenancy.useTransaction(tenant, dsl -> dsl.fetchCount(ORDERS)),
                tenancy -> tenancy.useTransaction(
                        tenant, WorkOptions.defaults().requires("1").readOnly(), dsl -> dsl.fetchCount(ORDERS)),
                tenancy -> tenancy.dsl(tenant).fetchCount(ORDERS),
                tenancy -> tenancy.dsl(tenant).selectFrom(ORDERS).fetchStream().forEach(row -> {}),
                tenancy ->
                        tenancy.dsl(tenant).transaction(nested -> nested.dsl().fetchCount(ORDERS)));
    }

    @Test
    void a_tenant_that_is_behind_is_refused_by_every_door_before_a_connection_is_taken() {
        TenantId tenant = at("1", "early");
        Tenancy tenancy = builder(table().cached(LONG)).requires("2").build();
        for (Consumer<Tenancy> door : doors(tenant)) {
            assertThatThrownBy(() -> door.accept(tenancy))
                    .isInstanceOfSatisfying(TenantBehindException.class, e -> {
                        assertThat(e.tenant()).contains(tenant);
                        assertThat(e.version()).contains("1");
                        assertThat(e.required()).isEqualTo("2");
                    })
                    .hasMessage("Tenant 'early' is behind: it is at version 1 and this needs 2. Migrate it:"
                            + " tenants.migrate(TenantId.of(\"early\")).");
        }
        assertThat(data.connections()).isZero();
    }

    @Test
    void one_unit_of_work_may_need_more_than_the_others() {
        TenantId tenant = at("2", "some");
        Tenancy tenancy = builder(table()).requires("2").build();

        assertThat(tenancy.<Integer, RuntimeException>inTransaction(
                        tenant, WorkOptions.defaults().requires("1.9"), dsl -> dsl.fetchCount(ORDERS)))
                .isZero();
        assertThatThrownBy(() -> tenancy.useTransaction(
                        tenant, WorkOptions.defaults().requires("3"), dsl -> dsl.fetchCount(ORDERS)))
                .isInstanceOf(TenantBehindException.class)
                .hasMessageContaining("it is at version 2 and this needs 3");
    }

    @Test
    void a_tenant_that_was_migrated_a_moment_ago_is_served_whatever_a_cache_says() {
        TenantId tenant = at("1", "moment");
        TenantRegistry cached = table().cached(LONG);
        Tenancy tenancy = builder(cached).requires("2").build();
        assertThatThrownBy(() -> tenancy.dsl(tenant).fetchCount(ORDERS)).isInstanceOf(TenantBehindException.class);
        assertThat(cached.atLeast(tenant, "2")).isFalse();

        tenants("2").migrate(tenant);

        assertThat(cached.atLeast(tenant, "2")).isTrue();
        assertThat(tenancy.dsl(tenant).fetchCount(ORDERS)).isZero();
    }

    @Test
    void what_is_remembered_and_new_enough_costs_no_question() {
        TenantId tenant = at("2", "quick");
        TenantRegistry cached = table().cached(LONG);
        Tenancy tenancy = builder(cached).requires("1").build();
        for (int i = 0; i < 5; i++) {
            tenancy.useTransaction(tenant, WorkOptions.defaults().requires("2"), dsl -> dsl.fetchCount(ORDERS));
            tenancy.dsl(tenant).fetchCount(ORDERS);
            assertThat(cached.atLeast(tenant, "2")).isTrue();
        }
        assertThat(registry.statements()).isOne();
        assertThat(data.connections()).isEqualTo(10);
    }

    @Test
    void a_refusal_costs_one_question_and_no_more() {
        TenantId tenant = at("1", "slow");
        Tenancy tenancy = builder(table().cached(LONG)).requires("2").build();
        assertThatThrownBy(() -> tenancy.dsl(tenant).fetchCount(ORDERS)).isInstanceOf(TenantBehindException.class);
        int before = registry.statements();
        for (int i = 1; i <= 3; i++) {
            assertThatThrownBy(() -> tenancy.dsl(tenant).fetchCount(ORDERS)).isInstanceOf(TenantBehindException.class);
            assertThat(registry.statements() - before).isEqualTo(i);
        }
    }

    @Test
    void who_is_unknown_or_not_served_is_told_so_and_not_that_it_is_behind() {
        Tenancy tenancy = builder(table().cached(LONG)).requires("3").build();
        TenantId tenant = at("1", "resting");
        tenants("1").suspend(tenant);
        assertThatThrownBy(() -> tenancy.dsl(tenant).fetchCount(ITEMS))
                .isInstanceOf(TenantNotActiveException.class)
                .hasMessage("Tenant 'resting' is not served: it is SUSPENDED. Resume it to serve it again.");
        assertThatThrownBy(() -> tenancy.dsl(TenantId.of("ghost")).fetchCount(ITEMS))
                .isInstanceOf(TenantNotFoundException.class);
        assertThat(table().atLeast(tenant, "1")).isTrue();
        assertThat(table().atLeast(TenantId.of("ghost"), "0")).isFalse();
    }

    @Test
    void a_tenant_that_was_suspended_while_it_looked_behind_is_not_active() {
        TenantId tenant = at("1", "both");
        TenantRegistry cached = table().cached(LONG);
        assertThat(cached.statusOf(tenant)).contains(TenantStatus.ACTIVE);
        tenants("1").suspend(tenant);

        Tenancy tenancy = builder(cached).requires("2").build();
        assertThatThrownBy(() -> tenancy.dsl(tenant).fetchCount(ORDERS)).isInstanceOf(TenantNotActiveException.class);
    }

    @Test
    void a_registry_of_ones_own_that_answers_statuses_alone_serves_and_refuses_versions_with_the_next_step() {
        TenantId tenant = at("2", "own");
        TenantRegistry own = any -> Optional.of(TenantStatus.ACTIVE);
        assertThat(builder(own).build().dsl(tenant).fetchCount(ORDERS)).isZero();
        String message =
                "Version '2' is required and the registry keeps no versions: it answers statusOf(..) alone. Use"
                        + " TenantRegistry.table(..), or implement find(..) with TenantEntry.of(status, version).";
        for (TenantRegistry registry : List.of(own, own.cached(LONG))) {
            Tenancy tenancy = builder(registry).requires("2").build();
            assertThatThrownBy(() -> tenancy.dsl(tenant).fetchCount(ORDERS))
                    .isInstanceOf(TenancyConfigurationException.class)
                    .hasMessage(message);
        }
    }

    @Test
    void a_version_without_a_registry_is_refused() {
        String message = "requires(\"2\") needs a registry that says which version a tenant is at:"
                + " Tenancy.builder(..).registry(..).";
        TenancyBuilder without = Tenancy.builder(data).layout(postgres.layout());
        Tenancy tenancy = without.build();
        assertThatThrownBy(() -> tenancy.useTransaction(
                        TenantId.of("any"), WorkOptions.defaults().requires("2"), dsl -> dsl.fetchCount(ORDERS)))
                .isInstanceOf(TenancyConfigurationException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> without.requires("2").build())
                .isInstanceOf(TenancyConfigurationException.class)
                .hasMessage(message);
        assertThat(data.connections()).isZero();
    }

    @Test
    void code_behind_the_gate_never_meets_a_table_that_is_not_there_yet() {
        TenantId tenant = at("1", "rolling");
        Tenancy tenancy = builder(table().cached(LONG)).requires("2").build();
        AtomicBoolean over = new AtomicBoolean();
        assertThatThrownBy(() -> tenancy.dsl(tenant).fetchCount(ORDERS)).isInstanceOf(TenantBehindException.class);
        List<CompletableFuture<Void>> requests = IntStream.range(0, 3)
                .mapToObj(i -> CompletableFuture.runAsync(() -> {
                    while (!over.get()) {
                        try {
                            tenancy.useTransaction(tenant, dsl -> dsl.fetchCount(ORDERS));
                        } catch (TenantBehindException notYet) {
                            Thread.onSpinWait();
                        }
                    }
                }))
                .toList();
        try {
            tenants("2").migrate(tenant);
            assertThat(tenancy.dsl(tenant).fetchCount(ORDERS)).isZero();
        } finally {
            over.set(true);
        }
        requests.forEach(CompletableFuture::join);
    }

    @Test
    void a_program_learns_at_its_start_which_tenants_it_cannot_serve() {
        TenantRegistry cached = table().cached(LONG);
        tenants("3").stream().forEach(tenant -> tenants("3").suspend(tenant.id()));
        at("2", "in-range");
        assertThat(cached.verifyVersions("1.5", "2"))
                .isEqualTo(new VersionCheck("1.5", "2", 1, List.of()))
                .hasToString("This build needs version 1.5 to 2, and all of 1 active tenants are there.");
        at("1", "too-old");
        at("3", "too-new");
        at("1", "too-old-too");
        postgres.execute("update public.tenants set schema_version = null where id = 'too-old-too'");

        VersionCheck check = cached.verifyVersions("2.0", "2");

        assertThat(check.outside())
                .containsExactly(
                        new VersionCheck.Outside(TenantId.of("too-new"), Optional.of("3"), true),
                        new VersionCheck.Outside(TenantId.of("too-old"), Optional.of("1"), false),
                        new VersionCheck.Outside(TenantId.of("too-old-too"), Optional.empty(), false));
        assertThatThrownBy(check::orThrow)
                .isInstanceOfSatisfying(
                        VersionException.class, e -> assertThat(e.check()).isSameAs(check))
                .hasMessage("""
                        This build needs version 2.0 to 2, and 3 of 4 active tenants are outside:
                        - behind: too-old (1), too-old-too (none yet)
                          next: migrate them: tenants.fleet().apply(..)
                        - ahead: too-new (3)
                          next: deploy the build that knows their version.""");
        cached.verifyVersions("0", "3.0.0.1").outside().forEach(none -> assertThat(none.version())
                .isEmpty());
        assertThatThrownBy(() -> cached.verifyVersions("2", "1.9"))
                .isInstanceOf(TenancyConfigurationException.class)
                .hasMessage("Versions 2 to 1.9 are refused: the first is the later one.");
    }
}
