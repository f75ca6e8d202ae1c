package dev.tenancy.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.TenantId;
import dev.tenancy.TenantStatus;
import dev.tenancy.test.PostgresExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProvisioningTest {

    private static final int PROCESSES = 4;

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final Db db = new Db(postgres, false);

    @Test
    void a_new_tenant_is_active_and_served_by_the_app_login_under_its_role() {
        TenantId acme = TenantId.of("acme");

        Tenant tenant = db.tenants().provision(acme);

        assertThat(tenant.status()).isEqualTo(TenantStatus.ACTIVE);
        assertThat(tenant.schema()).isEqualTo(db.layout().schemaOf(acme));
        assertThat(tenant.version()).contains("2");
        assertThat(tenant.error()).isEmpty();
        assertThat(db.insertItem(acme)).isOne();
        assertThat(db.tenants().find(acme)).contains(tenant);
    }

    @Test
    void the_app_login_has_no_rights_of_its_own_and_a_tenant_none_on_its_history() {
        TenantId tenant = TenantId.of("rights");
        db.tenants().provision(tenant);

        assertThatThrownBy(() -> db.appDsl().fetch("select from {0}", db.table(tenant, "items")))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> asTenant(tenant, "delete from {0}", "flyway_schema_history"))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("permission denied");
        assertThat(asTenant(tenant, "update {0} set id = id", "orders")).isZero();
    }

    @Test
    void a_tenant_that_is_active_is_returned_as_it_is() {
        TenantId twice = TenantId.of("twice");
        Tenant first = db.tenants().provision(twice);

        assertThat(db.tenants().provision(twice)).isEqualTo(first);
    }

    @Test
    @Tag("once")
    void case_091_50_concurrent_provisions_of_one_id_from_4_processes_are_one_tenant_and_50_answers() throws Exception {
        assertThat(answers("provision", "contended")).hasSize(50).allMatch("answer ACTIVE"::equals);

        assertThat(db.tenants().find(TenantId.of("contended")).orElseThrow().status())
                .isEqualTo(TenantStatus.ACTIVE);
        assertThat(db.insertItem(TenantId.of("contended"))).isOne();
    }

    @Test
    @Tag("once")
    void case_092_50_concurrent_provisions_of_50_ids_from_4_processes_are_50_tenants() throws Exception {
        assertThat(answers("provision-each", "each")).hasSize(50).allMatch("answer ACTIVE"::equals);

        assertThat(db.tenants().stream(TenantStatus.ACTIVE)
                        .map(tenant -> tenant.id().value()))
                .filteredOn(id -> id.startsWith("each"))
                .hasSize(50);
    }

    @Test
    void case_098_a_registry_row_without_a_schema_is_found_by_doctor_and_resumed_if_it_never_was_active() {
        TenantId bare = TenantId.of("bare");
        db.tenants().prepare();
        db.owner().execute("insert into public.tenants (id, status, step) values ('bare', 'PROVISIONING', 'SCHEMA')");

        assertThat(db.tenants().doctor().findings())
                .filteredOn(finding -> finding.tenant().equals(java.util.Optional.of(bare)))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo(Diagnosis.Kind.STUCK_PROVISIONING);
                    assertThat(finding.mend()).startsWith("tenants.provision(TenantId.of(\"bare\")) resumes it");
                });
        assertThat(db.tenants().provision(bare).status()).isEqualTo(TenantStatus.ACTIVE);
    }

    @Test
    void case_100_too_many_connections_is_said_and_the_call_can_be_repeated() {
        TenantId late = TenantId.of("late");
        db.tenants().prepare();
        String owner = String.valueOf(postgres.ownerDataSource().getUser());
        db.superuser().execute("alter role {0} connection limit 0", DSL.name(owner));
        try {
            assertThatThrownBy(() -> db.tenants().provision(late))
                    .isInstanceOf(OwnerConnectionException.class)
                    .hasMessageContaining("too many connections")
                    .hasMessageContaining("repeat the call");
        } finally {
            db.superuser().execute("alter role {0} connection limit -1", DSL.name(owner));
        }
        assertThat(db.tenants().provision(late).status()).isEqualTo(TenantStatus.ACTIVE);
    }

    @Test
    void a_pool_that_would_starve_is_refused_with_the_number_to_set() {
        try (HikariDataSource pool = pool(1)) {
            assertThatThrownBy(() -> db.tenants(pool, builder -> builder))
                    .isInstanceOf(TenantsConfigurationException.class)
                    .hasMessageContaining("gives at most 1 connection")
                    .hasMessageContaining("Set its maximum size to 2 or more");
        }
    }

    @Test
    void more_threads_than_the_pool_has_connections_do_not_starve_and_leave_the_pool_clean() {
        try (HikariDataSource pool = pool(2)) {
            Tenants tenants = db.tenants(pool, builder -> builder);
            List<TenantId> ids = IntStream.range(0, 8)
                    .mapToObj(i -> TenantId.of("pooled" + i))
                    .toList();

            assertThat(ids.parallelStream().map(tenants::provision).map(Tenant::status))
                    .containsOnly(TenantStatus.ACTIVE);

            DSLContext pooled = Db.dsl(pool);
            assertThat(pooled.fetchOne("select current_setting('lock_timeout')").get(0))
                    .isEqualTo("0");
            assertThat(pooled.fetchOne("select current_setting('search_path')").get(0))
                    .isEqualTo("\"\"");
            assertThat(pooled.fetchOne(
                                    "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()")
                            .get(0, int.class))
                    .isZero();
        }
    }

    @Test
    void case_101_an_owner_that_lacks_a_right_is_told_the_sql_that_gives_it() {
        String owner = String.valueOf(postgres.ownerDataSource().getUser());
        String database = db.owner().fetchOne("select current_database()").get(0, String.class);
        db.tenants().prepare();
        db.superuser().execute("alter database {0} owner to {1}", DSL.name(database), db.superuserName());
        db.superuser().execute("grant connect on database {0} to {1}", DSL.name(database), DSL.name(owner));
        db.superuser().execute("alter role {0} nocreaterole", DSL.name(owner));
        try {
            assertThatThrownBy(() -> db.tenants().provision(TenantId.of("never")))
                    .as("the right went after the first look")
                    .isInstanceOf(ProvisioningException.class)
                    .hasMessageContaining("alter role \"" + owner + "\" createrole;");
            assertThatThrownBy(() -> db.tenants(builder -> builder).provision(TenantId.of("never")))
                    .isInstanceOf(MissingRightException.class)
                    .hasMessageContaining("alter database \"" + database + "\" owner to \"" + owner + "\";")
                    .hasMessageContaining("alter role \"" + owner + "\" createrole;");
            assertThat(db.schemaExists(TenantId.of("never"))).isFalse();
        } finally {
            db.superuser().execute("alter database {0} owner to {1}", DSL.name(database), DSL.name(owner));
            db.superuser().execute("alter role {0} createrole", DSL.name(owner));
        }
    }

    @Test
    void case_103_a_concurrent_change_of_the_catalog_is_tried_again() {
        TenantId raced = TenantId.of("raced");
        List<Integer> attempts = new ArrayList<>();
        Tenants tenants = db.tenants(builder -> builder.hook(new ProvisioningHook() {
            @Override
            public void after(ProvisioningStep step, TenantId tenant, DSLContext dsl) {
                if (step == ProvisioningStep.SCHEMA && attempts.size() < 2) {
                    attempts.add(1);
                    dsl.execute(
                            "do $$ begin raise exception 'tuple concurrently updated' using errcode = 'XX000'; end $$");
                }
            }
        }));

        assertThat(tenants.provision(raced).status()).isEqualTo(TenantStatus.ACTIVE);
        assertThat(attempts).hasSize(2);
    }

    @Test
    void an_id_that_differs_in_hyphen_and_underscore_only_is_refused_unless_allowed() {
        db.tenants().provision(TenantId.of("acme-eu"));

        assertThatThrownBy(() -> db.tenants().provision(TenantId.of("acme_eu")))
                .isInstanceOf(LookAlikeTenantException.class)
                .hasMessageStartingWith(
                        "Tenant 'acme_eu' is refused: 'acme-eu' exists and differs in '-' and '_' only");
        assertThat(db.tenants().find(TenantId.of("acme_eu"))).isEmpty();

        assertThat(db.tenants()
                        .provision(
                                TenantId.of("acme_eu"),
                                ProvisionOptions.defaults().allowLookAlike())
                        .status())
                .isEqualTo(TenantStatus.ACTIVE);
    }

    @Test
    void a_tenant_that_somebody_works_on_for_too_long_is_busy_and_the_holder_is_named() {
        TenantId busy = TenantId.of("busy");
        Tenants inner = db.tenants(builder -> builder.waitAtMost(Duration.ofMillis(300)));
        List<Throwable> refused = new ArrayList<>();
        db.tenants(builder -> builder.hook(new ProvisioningHook() {
                    @Override
                    public void before(ProvisioningStep step, TenantId tenant, DSLContext dsl) {
                        if (step == ProvisioningStep.MIGRATIONS) {
                            refused.add(org.assertj.core.api.Assertions.catchThrowable(() -> inner.provision(tenant)));
                        }
                    }
                }))
                .provision(busy);

        assertThat(refused).singleElement().isInstanceOf(TenantBusyException.class);
        assertThat(refused.get(0))
                .hasMessageMatching("(?s)Work on tenant 'busy' did not begin in 300 ms: PostgreSQL's"
                        + " process \\d+ .* is working on it. Try again.");
    }

    @Test
    void a_seed_is_planted_once_with_the_activation_and_its_names_are_the_tenants() {
        TenantId seeded = TenantId.of("seeded");
        Tenants failing =
                db.tenants(builder -> builder.seed(ProvisioningTest::plant).hook(new FailsOnceAtActivation()));

        assertThatThrownBy(() -> failing.provision(seeded)).isInstanceOf(ProvisioningException.class);
        assertThat(db.owner().fetchCount(DSL.table(db.table(seeded, "items")))).isZero();
        failing.provision(seeded);
        failing.provision(seeded);

        assertThat(db.owner().fetchCount(DSL.table(db.table(seeded, "items")))).isOne();
    }

    @Test
    void roles_may_log_in_where_citus_needs_it_and_a_hook_runs_before_the_schema_is_made() {
        TenantId citus = TenantId.of("citus");
        List<Boolean> existed = new ArrayList<>();
        db.tenants(builder -> builder.rolesMayLogIn().hook(new ProvisioningHook() {
                    @Override
                    public void before(ProvisioningStep step, TenantId tenant, DSLContext dsl) {
                        if (step == ProvisioningStep.SCHEMA) {
                            existed.add(db.schemaExists(tenant));
                            dsl.execute("set local citus.enable_schema_based_sharding = on");
                        }
                    }
                }))
                .provision(citus);

        assertThat(existed).containsExactly(false);
        assertThat(db.owner()
                        .fetchValue(
                                "select rolcanlogin from pg_roles where rolname = {0}",
                                DSL.val(db.layout().roleOf(citus))))
                .isEqualTo(true);
    }

    @Test
    void an_active_tenant_is_streamed_and_a_page_is_not_the_end() {
        db.tenants().prepare();
        db.owner()
                .execute(
                        "insert into public.tenants (id, status) select 'page-' || g, 'DELETING' from generate_series(1, 2100) g");

        assertThat(db.tenants().stream(TenantStatus.DELETING).map(Tenant::id))
                .hasSize(2100)
                .doesNotHaveDuplicates();
        db.owner().execute("delete from public.tenants where id like 'page-%'");
    }

    private static void plant(TenantId tenant, DSLContext dsl) {
        dsl.insertInto(DSL.table(DSL.name("tenant", "items")))
                .columns(DSL.field(DSL.name("owner")), DSL.field(DSL.name("title")))
                .values(tenant.value(), "first")
                .execute();
    }

    private static int asTenant(TenantId tenant, String sql, String table) {
        return db.appDsl().transactionResult(tx -> {
            tx.dsl().execute("set local role {0}", DSL.name(db.layout().roleOf(tenant)));
            return tx.dsl().execute(sql, db.table(tenant, table));
        });
    }

    private static HikariDataSource pool(int size) {
        HikariDataSource pool = new HikariDataSource();
        pool.setDataSource(postgres.ownerDataSource());
        pool.setMaximumPoolSize(size);
        pool.setConnectionTimeout(5_000);
        return pool;
    }

    private static List<String> answers(String what, String id) throws Exception {
        List<Child> children = new ArrayList<>();
        try {
            for (int i = 0; i < PROCESSES; i++) {
                String[] arguments = {what, what.equals("provision") ? id : id + i + "-", i < 2 ? "13" : "12"};
                children.add(Child.start(postgres, arguments));
            }
            for (Child child : children) {
                child.await("ready");
            }
            for (Child child : children) {
                child.go();
            }
            List<String> said = new ArrayList<>();
            for (Child child : children) {
                said.addAll(child.toTheEnd());
            }
            return said.stream().filter(line -> !line.equals("done")).toList();
        } finally {
            for (Child child : children) {
                child.close();
            }
        }
    }
}
