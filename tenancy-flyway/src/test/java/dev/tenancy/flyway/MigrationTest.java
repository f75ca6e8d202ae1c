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
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class MigrationTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final Db db = new Db(postgres);

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
}
