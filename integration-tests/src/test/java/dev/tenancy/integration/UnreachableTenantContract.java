package dev.tenancy.integration;

import static dev.tenancy.generated.tenant.Tables.ITEMS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.Isolation;
import dev.tenancy.Tenancy;
import dev.tenancy.TenancyException;
import dev.tenancy.TenantAccessException;
import dev.tenancy.TenantId;
import dev.tenancy.TenantNotActiveException;
import dev.tenancy.TenantNotFoundException;
import dev.tenancy.TenantRegistry;
import dev.tenancy.TenantStatus;
import dev.tenancy.TransactionAbortedException;
import dev.tenancy.test.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A tenant that is not there, or that the login cannot reach, is named with the next step, by every door, once for each
 * isolation level; and the registry's word on top of it.
 */
abstract class UnreachableTenantContract {

    private static final TenantId GHOST = TenantId.of("ghost");

    private final PostgresExtension postgres;
    private HikariDataSource pool;
    private CountingDataSource data;

    UnreachableTenantContract(PostgresExtension postgres) {
        this.postgres = postgres;
    }

    @BeforeEach
    void open_a_pool_of_one() {
        pool = Residue.poolOfOne(postgres);
        data = new CountingDataSource(pool);
    }

    @AfterEach
    void close_the_pool() {
        pool.close();
    }

    private boolean byRole() {
        return postgres.layout().isolation() == Isolation.ROLE;
    }

    private Tenancy tenancy() {
        return Tenancy.builder(data).layout(postgres.layout()).build();
    }

    private Tenancy tenancy(TenantRegistry registry) {
        return Tenancy.builder(data)
                .layout(postgres.layout())
                .registry(registry)
                .build();
    }

    /** Every way to the data of a tenant whose first statement is the same. */
    private static List<Consumer<Tenancy>> doors(TenantId tenant) {
        return List.of(
                tenancy -> tenancy.useTransaction(tenant, dsl -> dsl.fetchCount(ITEMS)),
                tenancy -> tenancy.useTransaction(tenant, dsl -> insert(dsl)),
                tenancy -> tenancy.useTransaction(
                        tenant, dsl -> dsl.batch(dsl.deleteFrom(ITEMS)).execute()),
                tenancy -> tenancy.useTransaction(
                        tenant,
                        dsl -> dsl.selectFrom(ITEMS).fetchSize(2).fetchLazy().close()),
                tenancy -> tenancy.dsl(tenant).fetchCount(ITEMS),
                tenancy -> insert(tenancy.dsl(tenant)),
                tenancy -> tenancy.dsl(tenant)
                        .batch(tenancy.dsl(tenant).deleteFrom(ITEMS))
                        .execute(),
                tenancy -> tenancy.dsl(tenant).selectFrom(ITEMS).fetchStream().forEach(row -> {}),
                tenancy ->
                        tenancy.dsl(tenant).transaction(nested -> nested.dsl().fetchCount(ITEMS)));
    }

    private static void insert(DSLContext dsl) {
        dsl.insertInto(ITEMS, ITEMS.OWNER, ITEMS.NAME).values("x", "x").execute();
    }

    private void everyDoorSays(
            Tenancy tenancy, TenantId tenant, Class<? extends TenancyException> type, String message) {
        for (Consumer<Tenancy> door : doors(tenant)) {
            assertThatThrownBy(() -> door.accept(tenancy))
                    .isInstanceOfSatisfying(type, e -> assertThat(e.tenant()).contains(tenant))
                    .hasMessage(message);
            assertPoolIsClean();
        }
    }

    private void assertPoolIsClean() {
        try {
            assertThat(Residue.of(pool).session())
                    .containsEntry("current_user", postgres.appDataSource().getUser())
                    .containsEntry("transaction", "IDLE")
                    .containsEntry("autoCommit", "true");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void an_unknown_tenant_is_not_found_with_the_next_step() {
        everyDoorSays(
                tenancy(),
                GHOST,
                TenantNotFoundException.class,
                "Tenant 'ghost' not found: the database has no schema \"tenant_ghost\". Provision it first:"
                        + " tenants.provision(TenantId.of(\"ghost\")).");
    }

    @Test
    void an_unknown_tenant_without_a_statement_is_not_noticed() {
        assertThat(tenancy().<String, RuntimeException>inTransaction(GHOST, dsl -> "nothing asked"))
                .isEqualTo("nothing asked");
    }

    @Test
    void a_missing_role_is_said_with_the_mend() {
        if (byRole()) {
            postgres.execute("create schema tenant_roleless");
            everyDoorSays(
                    tenancy(),
                    TenantId.of("roleless"),
                    TenantAccessException.class,
                    "Tenant 'roleless' cannot be served: its role \""
                            + postgres.layout().roleOf(TenantId.of("roleless"))
                            + "\" does not exist. As the owner: provision the tenant again, which makes it.");
        }
    }

    @Test
    void a_missing_membership_is_said_with_a_mend_that_mends() {
        if (byRole()) {
            TenantId stranger = fresh("stranger");
            String role = quoted(postgres.layout().roleOf(stranger));
            String login = quoted(postgres.appDataSource().getUser());
            postgres.execute("revoke " + role + " from " + login);
            String options = postgres.major() >= 16 ? " WITH INHERIT FALSE, SET TRUE;" : ";";
            everyDoorSays(
                    tenancy(),
                    stranger,
                    TenantAccessException.class,
                    "Tenant 'stranger' cannot be served: login " + login + " may not take its role " + role
                            + ". As the owner: GRANT " + role + " TO " + login + options);
            postgres.execute("grant " + role + " to " + login + options);
            doors(stranger).forEach(door -> door.accept(tenancy()));
        }
    }

    @Test
    void missing_rights_on_the_schema_are_said_with_a_mend_that_mends() {
        TenantId locked = fresh("locked");
        String worker = quoted(
                byRole()
                        ? postgres.layout().roleOf(locked)
                        : postgres.appDataSource().getUser());
        postgres.execute("revoke usage on schema tenant_locked from " + worker);
        everyDoorSays(
                tenancy(),
                locked,
                TenantAccessException.class,
                "Tenant 'locked' cannot be served: role " + worker + " has no USAGE on schema \"tenant_locked\". If the"
                        + " tenant is suspended, resume it. As the owner: GRANT USAGE ON SCHEMA \"tenant_locked\" TO "
                        + worker + ";");
        postgres.execute("GRANT USAGE ON SCHEMA \"tenant_locked\" TO " + worker + ";");
        doors(locked).forEach(door -> door.accept(tenancy()));
    }

    @Test
    void a_missing_table_of_a_tenant_that_is_there_stays_postgresqls_own_error() {
        TenantId bare = fresh("bare");
        postgres.execute("drop table tenant_bare.items cascade");
        for (Consumer<Tenancy> door : doors(bare)) {
            assertThatThrownBy(() -> door.accept(tenancy()))
                    .isInstanceOf(DataAccessException.class)
                    .isNotInstanceOf(TenancyException.class)
                    .hasStackTraceContaining("relation \"tenant_bare.items\" does not exist");
        }
    }

    @Test
    void case_036_no_state_but_active_reaches_a_data_connection() {
        for (TenantStatus status : TenantStatus.values()) {
            TenantRegistry registry = tenant -> Optional.of(status);
            if (status != TenantStatus.ACTIVE) {
                everyDoorSaysStatus(tenancy(registry), GHOST, status);
            }
        }
        assertThat(data.connections()).isZero();
    }

    private void everyDoorSaysStatus(Tenancy tenancy, TenantId tenant, TenantStatus status) {
        String advice =
                switch (status) {
                    case REQUESTED, PROVISIONING -> "Wait for its provisioning to end.";
                    case FAILED -> "Read why in the registry, then provision it again.";
                    case SUSPENDED -> "Resume it to serve it again.";
                    default -> "It cannot come back; its id is never used again.";
                };
        for (Consumer<Tenancy> door : doors(tenant)) {
            assertThatThrownBy(() -> door.accept(tenancy))
                    .isInstanceOfSatisfying(TenantNotActiveException.class, e -> {
                        assertThat(e.status()).isEqualTo(status);
                        assertThat(e.tenant()).contains(tenant);
                    })
                    .hasMessage("Tenant '" + tenant + "' is not served: it is " + status + ". " + advice);
        }
    }

    @Test
    void case_035_a_tenant_the_registry_does_not_know_reaches_no_data_connection() {
        Tenancy tenancy = tenancy(tenant -> Optional.empty());
        for (Consumer<Tenancy> door : doors(GHOST)) {
            assertThatThrownBy(() -> door.accept(tenancy))
                    .isInstanceOf(TenantNotFoundException.class)
                    .hasMessage("Tenant 'ghost' not found: the registry has no entry for it. Provision it first:"
                            + " tenants.provision(TenantId.of(\"ghost\")).");
        }
        assertThat(data.connections()).isZero();
    }

    @Test
    void what_the_registry_throws_reaches_the_caller_as_it_is() {
        IllegalStateException down = new IllegalStateException("registry is down");
        Tenancy tenancy = tenancy(tenant -> {
            throw down;
        });
        for (Consumer<Tenancy> door : doors(GHOST)) {
            assertThatThrownBy(() -> door.accept(tenancy)).isSameAs(down);
        }
        assertThat(data.connections()).isZero();
    }

    @Test
    void case_039_suspended_in_postgresql_while_the_cache_says_active_is_not_active() {
        TenantId paused = fresh("paused");
        String worker = quoted(
                byRole()
                        ? postgres.layout().roleOf(paused)
                        : postgres.appDataSource().getUser());
        List<TenantId> forgotten = new ArrayList<>();
        for (int door = 0; door < doors(paused).size(); door++) {
            int which = door;
            postgres.execute("grant usage on schema tenant_paused to " + worker);
            TenantStatus[] truth = {TenantStatus.ACTIVE};
            TenantRegistry cached = new TenantRegistry() {
                private final TenantRegistry view =
                        ((TenantRegistry) tenant -> Optional.of(truth[0])).cached(Duration.ofHours(1));

                @Override
                public Optional<TenantStatus> statusOf(TenantId tenant) {
                    return view.statusOf(tenant);
                }

                @Override
                public void forget(TenantId tenant) {
                    forgotten.add(tenant);
                    view.forget(tenant);
                }
            };
            Tenancy tenancy = tenancy(cached);
            tenancy.useTransaction(paused, dsl -> dsl.fetchCount(ITEMS));
            postgres.execute("revoke usage on schema tenant_paused from " + worker);
            truth[0] = TenantStatus.SUSPENDED;
            assertThatThrownBy(() -> doors(paused).get(which).accept(tenancy))
                    .isInstanceOfSatisfying(TenantNotActiveException.class, e -> assertThat(e.status())
                            .isEqualTo(TenantStatus.SUSPENDED))
                    .hasMessage("Tenant 'paused' is not served: it is SUSPENDED. Resume it to serve it again.");
            assertThat(forgotten).hasSize(door + 1);
            assertPoolIsClean();
        }
    }

    @Test
    void case_039_suspension_stops_a_transaction_that_is_open() {
        TenantId flips = fresh("flips");
        String worker = quoted(
                byRole()
                        ? postgres.layout().roleOf(flips)
                        : postgres.appDataSource().getUser());
        assertThatThrownBy(() -> tenancy().useTransaction(flips, dsl -> {
                    dsl.fetchCount(ITEMS);
                    postgres.execute("revoke usage on schema tenant_flips from " + worker);
                    dsl.fetchCount(ITEMS);
                }))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("permission denied for schema tenant_flips");
    }

    @Test
    void the_registrys_table_may_share_the_pool_even_a_pool_of_one() {
        TenantId sole = fresh("sole");
        String worker = quoted(
                byRole()
                        ? postgres.layout().roleOf(sole)
                        : postgres.appDataSource().getUser());
        postgres.execute(
                "create table public.tenants (id text primary key, status text not null, schema_version text)");
        postgres.execute("grant select on public.tenants to "
                + quoted(postgres.appDataSource().getUser()));
        postgres.execute("insert into public.tenants values ('sole', 'ACTIVE')");
        for (Consumer<Tenancy> door : doors(sole)) {
            postgres.execute(
                    "update public.tenants set status = 'ACTIVE'; grant usage on schema tenant_sole to " + worker);
            Tenancy tenancy =
                    tenancy(TenantRegistry.table(pool, postgres.layout()).cached(Duration.ofHours(1)));
            tenancy.useTransaction(sole, dsl -> dsl.fetchCount(ITEMS));
            postgres.execute("update public.tenants set status = 'SUSPENDED'; revoke usage on schema tenant_sole from "
                    + worker);
            assertThatThrownBy(() -> door.accept(tenancy))
                    .isInstanceOf(TenantNotActiveException.class)
                    .hasMessage("Tenant 'sole' is not served: it is SUSPENDED. Resume it to serve it again.");
            assertPoolIsClean();
        }
        postgres.execute("drop table public.tenants");
    }

    @Test
    void a_refusal_that_the_registry_cannot_explain_is_told_as_it_is() {
        TenantId orphan = fresh("orphan");
        String worker = quoted(
                byRole()
                        ? postgres.layout().roleOf(orphan)
                        : postgres.appDataSource().getUser());
        postgres.execute("revoke usage on schema tenant_orphan from " + worker);
        AtomicInteger questions = new AtomicInteger();
        Tenancy tenancy = tenancy(tenant -> {
            if (questions.incrementAndGet() % 2 == 0) {
                throw new IllegalStateException("registry is down");
            }
            return Optional.of(TenantStatus.ACTIVE);
        });
        for (Consumer<Tenancy> door : doors(orphan)) {
            assertThatThrownBy(() -> door.accept(tenancy))
                    .isInstanceOf(TenantAccessException.class)
                    .satisfies(e -> assertThat(e.getSuppressed())
                            .extracting(Throwable::getMessage)
                            .contains("registry is down"));
        }
    }

    @Test
    void a_callback_that_swallows_the_refusal_gets_no_further() {
        assertThatThrownBy(() -> tenancy().useTransaction(GHOST, dsl -> {
                    assertThatThrownBy(() -> dsl.fetchCount(ITEMS)).isInstanceOf(TenantNotFoundException.class);
                    assertThatThrownBy(() -> dsl.fetchCount(ITEMS)).isInstanceOf(TenancyException.class);
                }))
                .isInstanceOf(TransactionAbortedException.class);
        assertPoolIsClean();
    }

    @Test
    void the_registrys_table_is_read_by_the_app_login() throws SQLException {
        postgres.execute(
                "create table public.tenants (id text primary key, status text not null, schema_version text)");
        postgres.execute("grant select on public.tenants to "
                + quoted(postgres.appDataSource().getUser()));
        TenantRegistry registry = TenantRegistry.table(pool, postgres.layout());
        try (Connection owner = postgres.ownerDataSource().getConnection();
                Statement statement = owner.createStatement()) {
            for (TenantStatus status : TenantStatus.values()) {
                statement.execute("insert into public.tenants values ('it-is-"
                        + status.name().toLowerCase(java.util.Locale.ROOT) + "', '" + status + "')");
                assertThat(registry.statusOf(
                                TenantId.of("it-is-" + status.name().toLowerCase(java.util.Locale.ROOT))))
                        .contains(status);
            }
            assertThat(registry.statusOf(GHOST)).isEmpty();
            statement.execute("insert into public.tenants values ('odd', 'SLEEPING')");
            assertThatThrownBy(() -> registry.statusOf(TenantId.of("odd"))).hasMessageContaining("SLEEPING");
            statement.execute("drop table public.tenants");
        }
        assertThatThrownBy(() -> registry.statusOf(GHOST))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("public.tenants");
        assertPoolIsClean();
    }

    private TenantId fresh(String id) {
        TenantId tenant = TenantId.of(id);
        postgres.createTenant(tenant);
        return tenant;
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }
}
