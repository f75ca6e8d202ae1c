package dev.tenancy.flyway;

import static dev.tenancy.flyway.Db.scripts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.TenantId;
import dev.tenancy.TenantStatus;
import dev.tenancy.test.PostgresExtension;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class FleetPlanTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private static final Db db = new Db(postgres);

    @TempDir
    Path directory;

    @AfterEach
    void no_tenant_stays_for_the_next_test() {
        db.forgetTenants();
    }

    @Test
    void a_database_without_tenants_has_an_empty_plan() {
        FleetPlan plan = at(scripts(directory, "V1__a.sql", "create table a (id int)"))
                .fleet()
                .plan();

        assertThat(plan.tenants()).isEmpty();
        assertThat(plan.scripts()).isEmpty();
        assertThat(plan.upToDate()).isTrue();
        assertThat(plan).hasToString("Plan of " + plan.at() + ": 0 tenants.");
    }

    @Test
    void without_scripts_there_is_no_plan() {
        assertThatThrownBy(() -> at("filesystem:" + directory).fleet().plan())
                .isInstanceOf(TenantsConfigurationException.class)
                .hasMessageStartingWith("There is no migration in [filesystem:" + directory + "].");
    }

    @Test
    void tenants_are_told_by_state_and_scripts_by_how_many_tenants_lack_them() {
        Tenants old = at(scripts(directory, "V1__a.sql", "create table a (id int)"));
        provision(old, "acme", "globex", "hooli", "initech", "umbrella", "wonka");
        old.suspend(TenantId.of("globex"));
        Tenants now =
                at(scripts(directory, "V2__b.sql", "create table b (id int)", "R__v.sql", "create view v as select 1"));
        provision(now, "new");
        DSLContext owner = db.owner();
        owner.execute("update tenant_hooli.flyway_schema_history set checksum = 1");
        owner.execute("drop table tenant_initech.flyway_schema_history");
        owner.execute("drop schema tenant_umbrella cascade");
        owner.execute("update public.tenants set status = 'FAILED' where id = 'wonka'");

        FleetPlan plan = now.fleet().plan();

        assertThat(plan.tenants())
                .extracting(tenant -> tenant.tenant().value(), TenantPlan::status, TenantPlan::state)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("acme", TenantStatus.ACTIVE, PlanState.PENDING),
                        org.assertj.core.groups.Tuple.tuple("globex", TenantStatus.SUSPENDED, PlanState.PENDING),
                        org.assertj.core.groups.Tuple.tuple("hooli", TenantStatus.ACTIVE, PlanState.CHECKSUM_MISMATCH),
                        org.assertj.core.groups.Tuple.tuple("initech", TenantStatus.ACTIVE, PlanState.HISTORY_MISSING),
                        org.assertj.core.groups.Tuple.tuple("new", TenantStatus.ACTIVE, PlanState.UP_TO_DATE),
                        org.assertj.core.groups.Tuple.tuple("umbrella", TenantStatus.ACTIVE, PlanState.SCHEMA_MISSING));
        assertThat(plan.tenants(PlanState.PENDING))
                .extracting(TenantPlan::pending)
                .containsOnly(List.of("V2__b.sql", "R__v.sql"));
        assertThat(plan.scripts()).extracting(ScriptPlan::script).containsExactly("V2__b.sql", "R__v.sql");
        assertThat(plan.scripts()).extracting(ScriptPlan::tenants).containsExactly(2, 2);
        assertThat(plan.leftOut()).isEqualTo(Map.of(TenantStatus.FAILED, List.of(TenantId.of("wonka"))));
        assertThat(plan.upToDate()).isFalse();
        assertThat(plan.toString())
                .startsWith("Plan of " + plan.at() + ": 6 tenants.\n"
                        + "  UP_TO_DATE              1  new\n"
                        + "  PENDING                 2  acme, globex\n"
                        + "  CHECKSUM_MISMATCH       1  hooli\n"
                        + "  HISTORY_MISSING         1  initech\n"
                        + "  SCHEMA_MISSING          1  umbrella\n"
                        + "Pending:\n"
                        + "  V2__b.sql in 2 tenants, ")
                .endsWith("""
                        Will not be migrated:
                          hooli: Script V1__a.sql was changed after it ran. Put it back as it was and write what is new into a new script; if the history is wrong, run Flyway's repair on this schema.
                          initech: Schema "tenant_initech" has no history table "flyway_schema_history". Restore the table from a backup, or run Flyway's baseline on the schema.
                          umbrella: The database has no schema "tenant_umbrella". Restore it from a backup; or, if the tenant is to go, suspend and deprovision it.
                        Not in the plan, because FAILED: wonka""");
    }

    @Test
    void a_plan_changes_nothing_and_calls_nobody_back() {
        Tenants tenants = at(scripts(
                directory,
                "V1__a.sql",
                "create table a (id int)",
                "beforeInfo.sql",
                "create table seen (id int)",
                "beforeValidate.sql",
                "create table seen (id int)"));
        db.owner().execute("select 1");
        scripts(directory, "beforeInfo.sql", "select 1", "beforeValidate.sql", "select 1");
        provision(tenants, "acme");
        scripts(
                directory,
                "beforeInfo.sql",
                "create table seen (id int)",
                "beforeValidate.sql",
                "create table seen (id int)");

        assertThat(tenants.fleet().plan().upToDate()).isTrue();
        assertThat(db.owner().fetchValue("select to_regclass('tenant_acme.seen')"))
                .isNull();
    }

    private static void provision(Tenants tenants, String... ids) {
        List.of(ids).forEach(id -> tenants.provision(TenantId.of(id)));
    }

    private Tenants at(String location) {
        return db.tenants(builder -> builder.locations(location));
    }
}
