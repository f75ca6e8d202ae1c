package dev.tenancy.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.TenantId;
import dev.tenancy.TenantStatus;
import dev.tenancy.test.PostgresExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A new tenant in one transaction; and what cannot be done so is done step by step, and says what it always said. */
class NewTenantTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final Db db = new Db(postgres, false);

    @TempDir
    Path directory;

    @Test
    void all_of_a_new_tenant_is_written_by_one_transaction_and_nothing_is_seen_before() {
        TenantId tenant = TenantId.of("whole");
        Tenants tenants = tenants("V1__a.sql", "create table a (id int)", "V2__b.sql", "create table b (id int)");

        tenants.provision(tenant);

        assertThat(db.owner()
                        .fetchSingle(
                                "select count(distinct x), count(*) from (select xmin::text as x from pg_class where relnamespace = {0}::regnamespace"
                                        + " union all select xmin::text from public.tenants where id = {1}"
                                        + " union all select xmin::text from pg_namespace where nspname = {0}"
                                        + " union all select xmin::text from {2}) as rows",
                                DSL.val(db.schema(tenant)),
                                DSL.val(tenant.value()),
                                db.table(tenant, "flyway_schema_history"))
                        .into(Integer[].class))
                .startsWith(1)
                .satisfies(row -> assertThat(row[1]).isGreaterThan(5));
        assertThat(db.findings(tenants, tenant)).isEmpty();
    }

    @Test
    void a_script_that_fails_is_said_as_flyway_says_it_and_what_ran_before_it_is_kept() {
        TenantId tenant = TenantId.of("failing");
        Tenants tenants = tenants("V1__a.sql", "create table a (id int)", "V2__b.sql", "select 1;\nselect 1 / 0");

        assertThatThrownBy(() -> tenants.provision(tenant))
                .isInstanceOf(ProvisioningException.class)
                .hasMessageContaining("Script V2__b.sql, line 2: division by zero (22012)");

        Tenant failed = tenants.find(tenant).orElseThrow();
        assertThat(failed.status()).isEqualTo(TenantStatus.FAILED);
        assertThat(failed.step()).contains(ProvisioningStep.MIGRATIONS);
        assertThat(failed.version()).contains("1");
        Db.scripts(directory, "V2__b.sql", "create table b (id int)");
        assertThat(tenants.provision(tenant).version()).contains("2");
    }

    @Test
    void a_script_that_reaches_out_is_said_as_ever() {
        TenantId tenant = TenantId.of("reaching");
        Tenants tenants = tenants("V1__a.sql", "create table public.stray (id int)");

        assertThatThrownBy(() -> tenants.provision(tenant))
                .isInstanceOf(ProvisioningException.class)
                .hasMessageContaining("Script V1__a.sql was rolled back: it touched")
                .hasMessageContaining("public.stray");
        assertThat(db.owner().fetchValue("select to_regclass('public.stray')")).isNull();
    }

    @Test
    void a_constraint_that_is_checked_at_the_commit_is_said_as_ever() {
        TenantId tenant = TenantId.of("deferred");
        Tenants tenants = tenants(
                "V1__a.sql",
                "create table a (id int primary key, b int references a deferrable initially deferred);"
                        + " insert into a values (1, 2)");

        assertThatThrownBy(() -> tenants.provision(tenant))
                .isInstanceOf(ProvisioningException.class)
                .hasMessageContaining("violates foreign key constraint \"a_b_fkey\"");
    }

    @Test
    void a_view_of_another_tenant_is_refused_as_ever() {
        TenantId other = TenantId.of("seen");
        tenants("V1__a.sql", "create table a (id int)").provision(other);
        Tenants tenants = tenants("V1__a.sql", "create view a as select * from tenant_seen.a");

        assertThatThrownBy(() -> tenants.provision(TenantId.of("seeing")))
                .isInstanceOf(ProvisioningException.class)
                .hasMessageContaining("View \"tenant_seeing\".\"a\" reads \"tenant_seen\".\"a\"");
    }

    @Test
    void case_094_a_backend_that_is_killed_leaves_nothing_and_the_call_can_be_repeated() throws Exception {
        TenantId tenant = TenantId.of("killed");
        Tenants tenants = tenants("V1__a.sql", "create table a (id int)", "V2__b.sql", "select pg_sleep(60)");
        tenants.prepare();
        CompletableFuture<Tenant> call = CompletableFuture.supplyAsync(() -> tenants.provision(tenant));
        while (!Boolean.TRUE.equals(db.superuser()
                .fetchValue(
                        "select bool_or(pg_terminate_backend(pid)) from pg_stat_activity where wait_event = 'PgSleep'"
                                + " and datname = current_database()"))) {
            Thread.sleep(20);
        }

        assertThatThrownBy(() -> call.get(60, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(OwnerConnectionException.class)
                .hasMessageContaining("repeat the call");
        assertThat(tenants.find(tenant)).isEmpty();
        assertThat(db.schemaExists(tenant)).isFalse();
        assertThat(db.roleExists(tenant)).isFalse();
        Db.scripts(directory, "V2__b.sql", "select 1");
        assertThat(tenants.provision(tenant).status()).isEqualTo(TenantStatus.ACTIVE);
    }

    @Test
    void who_waits_for_another_ones_provisioning_gets_its_tenant() {
        Tenants tenants = tenants("V1__a.sql", "create table a (id int); select pg_sleep(0.2)");
        tenants.prepare();

        List<Tenant> answers = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> tenants.provision(TenantId.of("awaited"))))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(answers).hasSize(4).containsOnly(answers.get(0));
    }

    @Test
    void many_at_once_are_all_made() {
        Tenants tenants = tenants("V1__a.sql", "create table a (id int)");
        tenants.provision(TenantId.of("crowd"));

        assertThat(IntStream.range(0, 24).parallel().mapToObj(i -> tenants.provision(TenantId.of("crowd" + i))))
                .allMatch(tenant -> tenant.status() == TenantStatus.ACTIVE);
    }

    @Test
    void a_tenant_whose_lock_is_held_is_not_begun() {
        TenantId tenant = TenantId.of("held");
        Tenants tenants =
                db.tenants(builder -> builder.locations(Db.scripts(directory, "V1__a.sql", "create table a (id int)"))
                        .waitAtMost(Duration.ofMillis(100)));
        tenants.prepare();
        db.owner().transaction(tx -> {
            tx.dsl()
                    .fetch(
                            "select pg_advisory_xact_lock(hashtextextended({0}, 0))",
                            DSL.val(TenantLock.key(db.layout(), tenant)));
            assertThatThrownBy(() -> tenants.provision(tenant)).isInstanceOf(TenantBusyException.class);
        });
        assertThat(tenants.find(tenant)).isEmpty();
    }

    private Tenants tenants(String... scripts) {
        String location = Db.scripts(directory, scripts);
        return db.tenants(builder -> builder.locations(location));
    }
}
