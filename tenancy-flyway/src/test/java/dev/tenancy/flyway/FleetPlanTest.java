package dev.tenancy.flyway;

import static dev.tenancy.flyway.Db.scripts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tenancy.TenantId;
import dev.tenancy.TenantStatus;
import dev.tenancy.test.PostgresExtension;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class FleetPlanTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final Db db = new Db(postgres);

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
        assertThat(plan)
                .hasToString(
                        "Plan of " + plan.at().truncatedTo(java.time.temporal.ChronoUnit.SECONDS) + ": 0 tenants.");
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
                        tuple("acme", TenantStatus.ACTIVE, PlanState.PENDING),
                        tuple("globex", TenantStatus.SUSPENDED, PlanState.PENDING),
                        tuple("hooli", TenantStatus.ACTIVE, PlanState.CHECKSUM_MISMATCH),
                        tuple("initech", TenantStatus.ACTIVE, PlanState.HISTORY_MISSING),
                        tuple("new", TenantStatus.ACTIVE, PlanState.UP_TO_DATE),
                        tuple("umbrella", TenantStatus.ACTIVE, PlanState.SCHEMA_MISSING));
        assertThat(plan.tenants(PlanState.PENDING))
                .extracting(TenantPlan::pending)
                .containsOnly(List.of("V2__b.sql", "R__v.sql"));
        assertThat(plan.scripts()).extracting(ScriptPlan::script).containsExactly("V2__b.sql", "R__v.sql");
        assertThat(plan.scripts()).extracting(ScriptPlan::tenants).containsExactly(2, 2);
        assertThat(plan.leftOut()).isEqualTo(Map.of(TenantStatus.FAILED, List.of(TenantId.of("wonka"))));
        assertThat(plan.upToDate()).isFalse();
        assertThat(plan.toString())
                .startsWith("Plan of " + plan.at().truncatedTo(java.time.temporal.ChronoUnit.SECONDS) + ": 6 tenants.\n"
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

    @Test
    void flyway_is_asked_once_for_each_kind_of_history_also_where_each_tenant_has_a_checksum_of_its_own() {
        AtomicInteger asked = new AtomicInteger();
        String location =
                scripts(directory, "R__v.sql", "create or replace view v as select '${flyway:defaultSchema}' as me");
        Tenants tenants = db.tenants(builder -> builder.locations(location).flyway(any -> asked.incrementAndGet()));
        provision(tenants, "a", "b", "c", "d", "e", "f");

        asked.set(0);
        assertThat(tenants.fleet().plan().upToDate()).isTrue();
        int once = asked.getAndSet(0);
        assertThat(once)
                .as("for one kind; the scripts are those that provision has read")
                .isEqualTo(1);

        scripts(directory, "R__v.sql", "create or replace view v as select '${flyway:defaultSchema}' as me, 2 as two");
        tenants.migrate(TenantId.of("d"));
        asked.set(0);
        assertThat(tenants.fleet().plan().tenants())
                .extracting(TenantPlan::state)
                .containsExactly(
                        PlanState.PENDING,
                        PlanState.PENDING,
                        PlanState.PENDING,
                        PlanState.UP_TO_DATE,
                        PlanState.PENDING,
                        PlanState.PENDING);
        assertThat(asked.get()).as("migrate has asked for the other kind").isEqualTo(1);
    }

    @Test
    void a_tenant_that_is_migrated_while_the_plan_looks_does_not_stand_for_others() {
        String location = scripts(directory, "V1__a.sql", "create table a (id int)");
        provision(at(location), "first", "second");
        scripts(directory, "V2__b.sql", "create table b (id int)");
        Tenants other = at(location);
        AtomicBoolean once = new AtomicBoolean();
        Tenants tenants = db.tenants(builder -> builder.locations(location).flyway(configuration -> {
            if ("tenant_first".equals(configuration.getDefaultSchema()) && once.compareAndSet(false, true)) {
                other.migrate(TenantId.of("first"));
            }
        }));

        assertThat(tenants.fleet().plan().tenants())
                .extracting(TenantPlan::state)
                .containsExactly(PlanState.UP_TO_DATE, PlanState.PENDING);
    }

    @Test
    void a_history_that_cannot_be_read_is_that_tenants_problem() throws SQLException {
        String location = scripts(directory, "V1__a.sql", "create table a (id int)");
        provision(at(location), "acme", "foreign", "locked", "zeta");
        scripts(directory, "V2__b.sql", "create table b (id int)");
        db.superuser().execute("alter table tenant_foreign.flyway_schema_history owner to {0}", db.superuserName());
        Tenants tenants = db.tenants(builder -> builder.locations(location).lockTimeout(Duration.ofMillis(100)));
        try (Connection other = postgres.ownerDataSource().getConnection()) {
            other.setAutoCommit(false);
            DSL.using(other).execute("lock table tenant_locked.flyway_schema_history");

            FleetPlan plan = tenants.fleet().plan();

            assertThat(plan.tenants())
                    .extracting(tenant -> tenant.tenant().value(), TenantPlan::state, TenantPlan::problem)
                    .containsExactly(
                            tuple("acme", PlanState.PENDING, Optional.empty()),
                            tuple(
                                    "foreign",
                                    PlanState.HISTORY_MISMATCH,
                                    Optional.of("Its history cannot be read: permission denied for table"
                                            + " flyway_schema_history (42501).")),
                            tuple(
                                    "locked",
                                    PlanState.HISTORY_MISMATCH,
                                    Optional.of("Its history cannot be read: canceling statement due to lock timeout"
                                            + " (55P03).")),
                            tuple("zeta", PlanState.PENDING, Optional.empty()));
            assertThat(tenants.fleet().apply(plan).migrated()).isEqualTo(2);
            assertThat(db.findings(tenants, TenantId.of("foreign")))
                    .extracting(Diagnosis.Finding::kind)
                    .contains(Diagnosis.Kind.WRONG_OWNER, Diagnosis.Kind.HISTORY);
        }
        db.superuser()
                .execute(
                        "alter table tenant_foreign.flyway_schema_history owner to {0}",
                        DSL.name(String.valueOf(postgres.ownerDataSource().getUser())));
    }

    @Test
    void what_postgresql_refused_for_one_tenant_is_not_said_of_its_kind() throws SQLException {
        String location = scripts(directory, "V1__a.sql", "create table a (id int)");
        provision(at(location), "first", "second");
        scripts(directory, "V2__b.sql", "create table b (id int)");
        AtomicBoolean once = new AtomicBoolean();
        try (Connection other = postgres.ownerDataSource().getConnection()) {
            other.setAutoCommit(false);
            Tenants tenants = db.tenants(builder -> builder.locations(location)
                    .lockTimeout(Duration.ofMillis(100))
                    .flyway(configuration -> {
                        if ("tenant_first".equals(configuration.getDefaultSchema())
                                && once.compareAndSet(false, true)) {
                            DSL.using(other).execute("lock table tenant_first.flyway_schema_history");
                        }
                    }));

            assertThat(tenants.fleet().plan().tenants())
                    .extracting(TenantPlan::state)
                    .containsExactly(PlanState.HISTORY_MISMATCH, PlanState.PENDING);
        }
    }

    @Test
    void a_plan_as_json_has_all_of_it() {
        Tenants old = at(scripts(directory, "V1__a.sql", "create table a (id int)"));
        provision(old, "acme", "hooli", "wonka");
        db.owner().execute("update tenant_hooli.flyway_schema_history set description = '\"b\"'");
        db.owner().execute("update public.tenants set status = 'FAILED' where id = 'wonka'");
        Tenants now =
                db.tenants(builder -> builder.locations(scripts(directory, "V2__b.sql", "create table b (id int)"))
                        .engine(Engine.FLYWAY));

        FleetPlan plan = now.fleet().plan();

        assertThat(plan.toJson())
                .isEqualTo("{\"at\":\"" + plan.at() + "\","
                        + "\"states\":{\"PENDING\":1,\"HISTORY_MISMATCH\":1},"
                        + "\"scripts\":[{\"script\":\"V2__b.sql\",\"engine\":\"FLYWAY\",\"why\":\"the batch is turned off\",\"tenants\":1}],"
                        + "\"tenants\":[{\"tenant\":\"acme\",\"status\":\"ACTIVE\",\"state\":\"PENDING\",\"version\":\"1\",\"pending\":[\"V2__b.sql\"]},"
                        + "{\"tenant\":\"hooli\",\"status\":\"ACTIVE\",\"state\":\"HISTORY_MISMATCH\",\"version\":\"1\",\"pending\":[\"V2__b.sql\"],"
                        + "\"problem\":\"Migration description mismatch for migration version 1. -> Applied to database : \\\"b\\\". -> Resolved locally    : a."
                        + " Either revert the changes to the migration, or run repair to update the schema history.\"}],"
                        + "\"leftOut\":{\"FAILED\":[\"wonka\"]},"
                        + "\"lint\":{\"scripts\":1,\"clean\":true,\"findings\":[]}}");
    }

    private static void provision(Tenants tenants, String... ids) {
        List.of(ids).forEach(id -> tenants.provision(TenantId.of(id)));
    }

    private Tenants at(String location) {
        return db.tenants(builder -> builder.locations(location));
    }
}
