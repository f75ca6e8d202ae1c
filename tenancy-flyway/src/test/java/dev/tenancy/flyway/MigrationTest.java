package dev.tenancy.flyway;

import static dev.tenancy.flyway.Db.scripts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.TenantId;
import dev.tenancy.TenantStatus;
import dev.tenancy.flyway.TenantMigration.Failed;
import dev.tenancy.flyway.TenantMigration.Migrated;
import dev.tenancy.flyway.TenantMigration.UpToDate;
import dev.tenancy.test.PostgresExtension;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MigrationTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private static final Db db = new Db(postgres);

    @TempDir
    Path directory;

    @Test
    void pending_scripts_are_run_and_the_registry_has_the_version() {
        TenantId tenant = TenantId.of("runs");
        at(scripts(directory, "V1__a.sql", "create table a (id int)")).provision(tenant);
        Tenants newer = at(
                scripts(directory, "V1.1__b.sql", "create table b (id int)", "R__c.sql", "create view c as select 1"));

        assertThat(newer.migrate(tenant)).isInstanceOfSatisfying(Migrated.class, migrated -> {
            assertThat(migrated.from()).contains("1");
            assertThat(migrated.to()).contains("1.1");
            assertThat(migrated.scripts()).containsExactly("V1.1__b.sql", "R__c.sql");
            assertThat(migrated.took()).isPositive();
        });
        assertThat(newer.find(tenant).orElseThrow().version()).contains("1.1");
        assertThat(newer.migrate(tenant)).isInstanceOfSatisfying(UpToDate.class, upToDate -> {
            assertThat(upToDate.version()).contains("1.1");
            assertThat(upToDate.took()).isPositive();
        });
    }

    @Test
    void the_version_in_the_registry_and_the_history_are_committed_with_the_script() {
        TenantId tenant = TenantId.of("atomic");
        at(scripts(directory, "V1__a.sql", "create table a (id int)")).provision(tenant);
        scripts(
                directory,
                "V2__b.sql",
                "create table b (id int)",
                "V3__c.sql",
                "create table c (id int); select 1 / 0;");

        assertThat(at("filesystem:" + directory).migrate(tenant)).isInstanceOf(Failed.class);

        assertThat(db.tenants().find(tenant).orElseThrow().version()).contains("2");
        assertThat(db.owner()
                        .fetchOne("select max(version) from {0}", db.table(tenant, "flyway_schema_history"))
                        .get(0))
                .isEqualTo("2");
        assertThat(db.owner().fetchValue("select to_regclass('tenant_atomic.c')"))
                .isNull();
    }

    @Test
    void a_script_out_of_order_is_no_step_back_in_the_registry() {
        TenantId tenant = TenantId.of("order");
        at(scripts(directory, "V1__a.sql", "create table a (id int)", "V10__c.sql", "create table c (id int)"))
                .provision(tenant);
        String location = scripts(directory, "V2__b.sql", "create table b (id int)");

        assertThat(db.tenants(builder -> builder.locations(location).flyway(flyway -> flyway.outOfOrder(true)))
                        .migrate(tenant))
                .isInstanceOf(Migrated.class);

        assertThat(db.tenants().find(tenant).orElseThrow().version()).contains("10");
    }

    @Test
    void a_schema_that_was_adopted_or_migrated_by_hand_has_the_version_of_its_history() {
        TenantId tenant = TenantId.of("byhand");
        Tenants tenants = at(scripts(directory, "V1__a.sql", "create table a (id int)"));
        tenants.provision(tenant);
        db.owner().execute("delete from public.tenants where id = 'byhand'");

        Tenant adopted = tenants.provision(tenant, ProvisionOptions.defaults().adoptExisting());
        assertThat(adopted.version()).contains("1");

        db.owner().execute("update public.tenants set schema_version = '0.9' where id = 'byhand'");
        assertThat(db.findings(tenants, tenant))
                .containsExactly(new Diagnosis.Finding(
                        Diagnosis.Kind.VERSION,
                        java.util.Optional.of(tenant),
                        "Tenant 'byhand' is at version 1, and the registry has 0.9: somebody migrated it by hand.",
                        "tenants.migrate(TenantId.of(\"byhand\"))"));
        assertThat(tenants.migrate(tenant)).isInstanceOf(UpToDate.class);
        assertThat(tenants.find(tenant).orElseThrow().version()).contains("1");
        assertThat(db.findings(tenants, tenant)).isEmpty();
    }

    @Test
    void a_script_that_failed_outside_a_transaction_is_not_the_version() {
        TenantId tenant = TenantId.of("nothalf");
        String location = scripts(directory, "V1__a.sql", "create table a (id int)");
        at(location).provision(tenant);
        scripts(
                directory,
                "V2__b.sql",
                "create table b (id int); select 1 / 0;",
                "V2__b.sql.conf",
                "executeInTransaction=false");
        assertThat(at(location).migrate(tenant)).isInstanceOf(Failed.class);
        assertThat(at(location).migrate(tenant)).isInstanceOf(Failed.class);

        assertThat(db.tenants().find(tenant).orElseThrow().version()).contains("1");
    }

    @Test
    void a_tenant_that_is_not_there_cannot_be_migrated() {
        assertThatThrownBy(() -> db.tenants().migrate(TenantId.of("ghost")))
                .isInstanceOf(TenantStateException.class)
                .hasMessage("Tenant 'ghost' cannot be migrated: the registry has no entry for it. Provision it:"
                        + " tenants.provision(TenantId.of(\"ghost\")).");
    }

    @Test
    void an_empty_or_missing_location_is_refused_before_anything_is_made() {
        TenantId none = TenantId.of("none");

        assertThatThrownBy(() -> at("filesystem:" + directory).provision(none))
                .isInstanceOf(TenantsConfigurationException.class)
                .hasMessageStartingWith("There is no migration in [filesystem:" + directory + "].");
        assertThatThrownBy(
                        () -> at("filesystem:" + directory.resolve("nowhere")).provision(none))
                .isInstanceOf(TenantsConfigurationException.class)
                .hasMessageContaining("cannot be read");
        assertThat(db.tenants().find(none)).isEmpty();
        assertThat(db.schemaExists(none)).isFalse();
    }

    @Test
    void a_syntax_error_is_failed_with_script_line_and_sqlstate_and_is_resumed_when_corrected() {
        TenantId typo = TenantId.of("typo");
        String location = scripts(
                directory,
                "V1__a.sql",
                "create table a (id int);",
                "V2__b.sql",
                "create table b (id int);\n\ncreate tabel c (id int);\n");

        assertThatThrownBy(() -> at(location).provision(typo))
                .isInstanceOfSatisfying(ProvisioningException.class, e -> {
                    assertThat(e.step()).isEqualTo(ProvisioningStep.MIGRATIONS);
                    MigrationError error = e.migration().orElseThrow();
                    assertThat(error.script()).contains("V2__b.sql");
                    assertThat(error.line()).hasValue(3);
                    assertThat(error.sqlState()).contains("42601");
                })
                .hasMessage(
                        "Tenant 'typo' is not provisioned: step MIGRATIONS failed. Script V2__b.sql, line 3: syntax error at"
                                + " or near \"tabel\" (42601). It was rolled back. Correct it. Then provision it again: it resumes.");
        Tenant failed = db.tenants().find(typo).orElseThrow();
        assertThat(failed.status()).isEqualTo(TenantStatus.FAILED);
        assertThat(failed.step()).contains(ProvisioningStep.MIGRATIONS);
        assertThat(failed.error().orElseThrow()).contains("V2__b.sql, line 3");
        assertThat(failed.version()).as("what ran before is kept").contains("1");

        scripts(directory, "V2__b.sql", "create table b (id int);");
        assertThat(at(location).provision(typo).version()).contains("2");
    }

    @Test
    void a_script_outside_a_transaction_that_failed_half_way_in_a_new_tenant_starts_over() {
        TenantId half = TenantId.of("half");
        String location = scripts(
                directory,
                "V1__a.sql",
                "create table a (id int)",
                "V2__b.sql",
                "create table b (id int); select 1 / 0;",
                "V2__b.sql.conf",
                "executeInTransaction=false");
        assertThatThrownBy(() -> at(location).provision(half))
                .hasMessageContaining("It did not run in a transaction")
                .hasMessageContaining("delete from \"tenant_half\".\"flyway_schema_history\" where not success;");

        scripts(directory, "V2__b.sql", "create table b (id int);");
        assertThat(at(location).provision(half).version()).contains("2");
    }

    @Test
    void a_script_outside_a_transaction_that_failed_in_an_active_tenant_asks_for_a_hand() {
        TenantId live = TenantId.of("live");
        String location = scripts(directory, "V1__a.sql", "create table a (id int)");
        at(location).provision(live);
        scripts(
                directory,
                "V2__b.sql",
                "create table b (id int); select 1 / 0;",
                "V2__b.sql.conf",
                "executeInTransaction=false");
        assertThat(at(location).migrate(live)).isInstanceOf(Failed.class);

        assertThat(at(location).migrate(live)).isInstanceOfSatisfying(Failed.class, failed -> assertThat(
                        failed.error().message())
                .startsWith("Script V2__b.sql failed in an earlier run and is recorded as failed.")
                .contains("delete from \"tenant_live\".\"flyway_schema_history\" where not success;"));
        assertThat(db.findings(at(location), live))
                .extracting(Diagnosis.Finding::kind)
                .contains(Diagnosis.Kind.HISTORY);
    }

    @Test
    void a_script_changed_after_it_ran_is_failed_and_nothing_runs() {
        TenantId changed = TenantId.of("changed");
        String location = scripts(directory, "V1__a.sql", "create table a (id int)");
        at(location).provision(changed);
        scripts(directory, "V1__a.sql", "create table a (id bigint)", "V2__b.sql", "create table b (id int)");

        assertThat(at(location).migrate(changed)).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.error().script()).contains("V1__a.sql");
            assertThat(failed.error().message())
                    .startsWith("The history does not fit the scripts: Migration checksum mismatch")
                    .contains("Nothing ran. Put the script back as it was");
        });
        assertThat(db.owner().fetchValue("select to_regclass('tenant_changed.b')"))
                .isNull();
    }

    static Stream<Arguments> scripts_that_reach_out() {
        return Stream.of(
                Arguments.of(
                        "names a shared table", "alter table public.countries add column x int", "public.countries"),
                Arguments.of(
                        "writes to a shared table",
                        "insert into public.countries values ('XX', 'x')",
                        "public.countries"),
                Arguments.of("makes a shared table", "create table public.mine (id int)", "public.mine"),
                Arguments.of("sets the path", "set search_path = public; create table mine (id int)", "public.mine"),
                Arguments.of("writes to the registry", "update public.tenants set status = 'ACTIVE'", "public.tenants"),
                Arguments.of(
                        "makes a function", "create function public.f() returns int return 1", "function public.f"),
                Arguments.of("makes a schema", "create schema mine", "schema mine"),
                Arguments.of("makes an extension", "create extension hstore", "extension hstore"),
                Arguments.of(
                        "makes a trigger",
                        "create function t() returns trigger language plpgsql as 'begin return new; end';"
                                + " create trigger t before insert on public.countries for each row execute function t()",
                        "trigger t on public.countries"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void scripts_that_reach_out(String what, String sql, String named) {
        db.superuser().execute("create extension if not exists plpgsql");
        TenantId tenant = TenantId.of("reach" + Integer.toHexString(what.hashCode()));
        String location = scripts(directory, "V1__a.sql", "create table a (id int)", "V2__out.sql", sql);

        assertThatThrownBy(() -> at(location).provision(tenant))
                .isInstanceOf(ProvisioningException.class)
                .hasMessageContaining("Script V2__out.sql was rolled back: it touched ")
                .hasMessageContaining(named);
        assertThat(db.owner().fetchValue("select to_regclass('public.mine')")).isNull();
        assertThat(db.owner().fetchCount(DSL.table("public.countries"))).isEqualTo(2);
    }

    @Test
    void scripts_may_read_shared_tables_and_refer_to_them() {
        TenantId tenant = TenantId.of("refers");
        String location = scripts(
                directory,
                "V1__a.sql",
                "create table a (c char(2) references public.countries); insert into a select code from public.countries");

        assertThat(at(location).provision(tenant).status()).isEqualTo(TenantStatus.ACTIVE);
    }

    @Test
    void scripts_may_reach_out_if_they_are_allowed_to() {
        TenantId tenant = TenantId.of("allowed");
        String location = scripts(directory, "V1__a.sql", "create table public.allowed (id int)");

        assertThat(db.tenants(builder -> builder.locations(location).scriptsMayReachOut())
                        .provision(tenant)
                        .status())
                .isEqualTo(TenantStatus.ACTIVE);
        db.owner().execute("drop table public.allowed");
    }

    @Test
    void a_name_missing_in_the_tenant_is_an_error_and_never_a_shared_table() {
        TenantId tenant = TenantId.of("missing");
        String location = scripts(directory, "V1__a.sql", "alter table countries add column x int");

        assertThatThrownBy(() -> at(location).provision(tenant))
                .hasMessageContaining("relation \"countries\" does not exist (42P01)");
    }

    @Test
    void case_099_an_interrupted_create_index_concurrently_is_made_again_and_never_a_success() throws Exception {
        TenantId tenant = TenantId.of("index");
        String location = scripts(directory, "V1__a.sql", "create table a (id int)");
        at(location).provision(tenant);
        db.owner().execute("insert into tenant_index.a select g from generate_series(1, 100) g");
        scripts(directory, "V2__i.sql", "create index concurrently if not exists a_id on a (id)");
        Tenants patient = at(location);
        try (Connection reader = postgres.ownerDataSource().getConnection()) {
            reader.setAutoCommit(false);
            DSL.using(reader).fetch("select txid_current(), count(*) from tenant_index.a");
            CompletableFuture<TenantMigration> run = CompletableFuture.supplyAsync(() -> patient.migrate(tenant));
            db.superuser().fetch("select pg_terminate_backend({0})", DSL.val(building()));
            assertThat(org.assertj.core.api.Assertions.catchThrowable(run::join) != null
                            || run.join() instanceof Failed)
                    .isTrue();
        }
        assertThat(valid("tenant_index.a_id")).isFalse();
        assertThat(db.findings(patient, tenant))
                .extracting(Diagnosis.Finding::kind)
                .contains(Diagnosis.Kind.INVALID_INDEX, Diagnosis.Kind.BEHIND);

        assertThat(patient.migrate(tenant)).isInstanceOf(Migrated.class);
        assertThat(valid("tenant_index.a_id")).isTrue();
        assertThat(db.findings(patient, tenant)).isEmpty();
    }

    @Test
    void case_099_an_invalid_index_whose_script_is_recorded_as_done_is_rebuilt() {
        TenantId tenant = TenantId.of("recorded");
        String location = scripts(directory, "V1__a.sql", "create table a (id int); create index a_id on a (id)");
        at(location).provision(tenant);
        db.superuser()
                .execute("update pg_index set indisvalid = false where indexrelid = 'tenant_recorded.a_id'::regclass");

        assertThat(at(location).migrate(tenant)).isInstanceOf(UpToDate.class);
        assertThat(valid("tenant_recorded.a_id")).isTrue();

        db.superuser()
                .execute("update pg_index set indisvalid = false where indexrelid = 'tenant_recorded.a_id'::regclass");
        scripts(directory, "V2__b.sql", "create table b (id int)");
        assertThat(at(location).migrate(tenant)).isInstanceOf(Migrated.class);
        assertThat(valid("tenant_recorded.a_id"))
                .as("dropped to make way, and made again")
                .isTrue();
    }

    @Test
    void ddl_behind_a_reader_steps_back_and_tries_again() throws SQLException {
        TenantId tenant = TenantId.of("waits");
        String location = scripts(directory, "V1__a.sql", "create table a (id int)");
        at(location).provision(tenant);
        scripts(directory, "V2__b.sql", "alter table a add column b int");
        Tenants quick = db.tenants(builder -> builder.locations(location).lockTimeout(Duration.ofMillis(100)));
        try (Connection reader = postgres.ownerDataSource().getConnection()) {
            reader.setAutoCommit(false);
            DSL.using(reader).fetch("select from tenant_waits.a");
            CompletableFuture<TenantMigration> run = CompletableFuture.supplyAsync(() -> quick.migrate(tenant));
            DSLContext other = db.owner();
            for (int i = 0; i < 10; i++) {
                long begun = System.nanoTime();
                other.fetch("select from tenant_waits.a");
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
            }
            reader.commit();
            assertThat(run.join()).isInstanceOf(Migrated.class);
        }
    }

    @Test
    void what_was_done_before_a_script_that_had_to_be_tried_again_is_told_too() throws Exception {
        TenantId tenant = TenantId.of("twice");
        String location = scripts(directory, "V1__a.sql", "create table a (id int)");
        at(location).provision(tenant);
        scripts(directory, "V2__b.sql", "create table b (id int)", "V3__a.sql", "alter table a add column b int");
        Tenants quick = db.tenants(builder -> builder.locations(location).lockTimeout(Duration.ofMillis(50)));
        try (Connection reader = postgres.ownerDataSource().getConnection()) {
            reader.setAutoCommit(false);
            DSL.using(reader).fetch("select from tenant_twice.a");
            CompletableFuture<TenantMigration> run = CompletableFuture.supplyAsync(() -> quick.migrate(tenant));
            while (!db.tenants().find(tenant).orElseThrow().version().equals(java.util.Optional.of("2"))) {
                assertThat(run).isNotDone();
                Thread.sleep(10);
            }
            Thread.sleep(200); // so that V3 has failed once, if it can
            reader.commit();
            assertThat(run.join()).isInstanceOfSatisfying(Migrated.class, migrated -> {
                assertThat(migrated.scripts()).containsExactly("V2__b.sql", "V3__a.sql");
                assertThat(migrated.from()).contains("1");
                assertThat(migrated.to()).contains("3");
            });
        }
    }

    @Test
    void a_script_in_a_folder_is_told_by_its_name() throws Exception {
        TenantId tenant = TenantId.of("folder");
        String location = scripts(directory, "V1__a.sql", "create table a (id int)");
        at(location).provision(tenant);
        java.nio.file.Files.createDirectory(directory.resolve("later"));
        scripts(directory.resolve("later"), "V2__b.sql", "create table b (id int)");

        assertThat(at(location).migrate(tenant))
                .isInstanceOfSatisfying(Migrated.class, migrated -> assertThat(migrated.scripts())
                        .containsExactly("V2__b.sql"));
    }

    @Test
    void ddl_that_never_gets_its_lock_fails_with_the_name_of_the_holder() throws SQLException {
        TenantId tenant = TenantId.of("blocked");
        String location = scripts(directory, "V1__a.sql", "create table a (id int)");
        at(location).provision(tenant);
        scripts(directory, "V2__b.sql", "alter table a add column b int");
        Tenants impatient = db.tenants(builder ->
                builder.locations(location).lockTimeout(Duration.ofMillis(50)).attempts(2));
        try (Connection reader = postgres.ownerDataSource().getConnection()) {
            reader.setAutoCommit(false);
            DSL.using(reader).fetch("select from tenant_blocked.a");
            int pid = DSL.using(reader).fetchSingle("select pg_backend_pid()").get(0, int.class);

            assertThat(impatient.migrate(tenant)).isInstanceOfSatisfying(Failed.class, failed -> {
                assertThat(failed.error().sqlState()).contains("55P03");
                assertThat(failed.error().message())
                        .contains("Tables of tenant 'blocked' are in use: [process " + pid + " (");
            });
        }
    }

    @Test
    void an_index_that_cannot_be_rebuilt_is_failed_with_the_reason() {
        TenantId tenant = TenantId.of("doubled");
        String location =
                scripts(directory, "V1__a.sql", "create table a (id int); create unique index a_id on a (id)");
        at(location).provision(tenant);
        db.superuser()
                .execute(
                        "update pg_index set indisvalid = false, indisready = false, indislive = true where indexrelid ="
                                + " 'tenant_doubled.a_id'::regclass");
        db.owner().execute("insert into tenant_doubled.a values (1), (1)");

        assertThat(at(location).migrate(tenant)).isInstanceOfSatisfying(Failed.class, failed -> assertThat(
                        failed.error().sqlState())
                .contains("23505"));
        assertThat(db.findings(at(location), tenant))
                .extracting(Diagnosis.Finding::kind)
                .contains(Diagnosis.Kind.INVALID_INDEX);
    }

    @Test
    void a_plain_view_of_another_tenant_is_refused_before_the_tenant_is_served() {
        TenantId victim = TenantId.of("victim");
        db.tenants().provision(victim);
        String location = scripts(directory, "V1__a.sql", "create view spy as select * from tenant_victim.items");

        assertThatThrownBy(() -> at(location).provision(TenantId.of("spy")))
                .isInstanceOfSatisfying(
                        ProvisioningException.class, e -> assertThat(e.step()).isEqualTo(ProvisioningStep.ACTIVATION))
                .hasMessageContaining("View \"tenant_spy\".\"spy\" reads \"tenant_victim\".\"items\" as its owner");
        assertThat(db.tenants().find(TenantId.of("spy")).orElseThrow().status()).isEqualTo(TenantStatus.FAILED);
    }

    @Test
    void a_session_setting_of_a_script_is_gone_when_the_connection_is_given_back() {
        TenantId tenant = TenantId.of("sets");
        String location = scripts(
                directory,
                "V1__a.sql",
                "set work_mem = '77MB'; set role pg_monitor; reset role; create table a (id int); set search_path = pg_catalog");
        var pool = new com.zaxxer.hikari.HikariDataSource();
        try (pool) {
            pool.setDataSource(postgres.ownerDataSource());
            pool.setMaximumPoolSize(2);
            pool.setConnectionInitSql("set statement_timeout = '66s'");
            db.superuser()
                    .execute(
                            "grant pg_monitor to {0}",
                            DSL.name(String.valueOf(postgres.ownerDataSource().getUser())));
            db.tenants(pool, builder -> builder.locations(location)).provision(tenant);

            DSLContext used = Db.dsl(pool);
            assertThat(used.fetchOne("select current_setting('work_mem')").get(0))
                    .isNotEqualTo("77MB");
            assertThat(used.fetchOne("select current_setting('search_path')").get(0))
                    .isEqualTo("\"\"");
            assertThat(used.fetchOne("select current_setting('statement_timeout')")
                            .get(0))
                    .isEqualTo("66s");
        }
    }

    private Tenants at(String location) {
        return db.tenants(builder -> builder.locations(location));
    }

    private static int building() throws InterruptedException {
        for (int i = 0; i < 600; i++) {
            Object pid = db.superuser()
                    .fetchValue("select min(pid) from pg_stat_progress_create_index where phase like 'waiting%'");
            if (pid instanceof Integer found) {
                return found;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("no index is being built");
    }

    private static boolean valid(String index) {
        return Boolean.TRUE.equals(db.superuser()
                .fetchValue("select indisvalid from pg_index where indexrelid = to_regclass({0})", DSL.val(index)));
    }
}
