package dev.tenancy.flyway;

import static dev.tenancy.flyway.Db.scripts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.TenantId;
import dev.tenancy.flyway.FleetReport.Ended;
import dev.tenancy.flyway.TenantMigration.Migrated;
import dev.tenancy.flyway.TenantMigration.Refused;
import dev.tenancy.test.PostgresExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FleetApplyTest extends SixTenants {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final Db db = new Db(postgres, false);

    FleetApplyTest() {
        super(db);
    }

    @Test
    void what_the_plan_says_is_done_and_the_next_plan_has_nothing() {
        scripts(directory, "V2__b.sql", "create table b (id int)");
        List<String> heard = new ArrayList<>();

        FleetReport report = tenants.fleet()
                .apply(
                        tenants.fleet().plan(),
                        FleetOptions.builder()
                                .canary(2)
                                .listener(new Hearing(heard))
                                .build());

        assertThat(report.ended()).isEqualTo(Ended.COMPLETE);
        assertThat(report.orThrow()).isSameAs(report);
        assertThat(report.outcomes()).extracting(TenantMigration::tenant).isEqualTo(TENANTS);
        assertThat(report.outcomes())
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOfSatisfying(Migrated.class, migrated -> {
                    assertThat(migrated.scripts()).containsExactly("V2__b.sql");
                    assertThat(migrated.from()).contains("1");
                    assertThat(migrated.to()).contains("2");
                }));
        assertThat(report.remaining()).isEmpty();
        assertThat(report.slowest(3)).hasSize(3);
        assertThat(heard.get(0)).isEqualTo("canary 2");
        assertThat(heard.subList(1, 3)).containsExactlyInAnyOrder("t0 of 6", "t1 of 6");
        assertThat(heard.get(3)).isEqualTo("rest 4");
        assertThat(heard).hasSize(9).last().isEqualTo("COMPLETE");
        assertThat(tenants.fleet().plan().upToDate()).isTrue();
    }

    @Test
    void a_tenant_whose_history_or_status_has_changed_since_the_plan_is_refused() {
        scripts(directory, "V2__b.sql", "create table b (id int)");
        FleetPlan plan = tenants.fleet().plan();
        tenants.migrate(TENANTS.get(2));
        tenants.suspend(TENANTS.get(0));

        FleetReport report = tenants.fleet().apply(plan);

        assertThat(report.ended()).isEqualTo(Ended.COMPLETE);
        assertThat(report.migrated()).isEqualTo(4);
        assertThat(report.outcomes().get(2))
                .isEqualTo(new Refused(
                        TENANTS.get(2), "Its history has changed since the plan: somebody migrated it. Plan again."));
        assertThat(report.outcomes().get(0))
                .isEqualTo(new Refused(
                        TENANTS.get(0), "It is SUSPENDED, and was ACTIVE when the plan was made. Plan again."));
    }

    @Test
    void scripts_that_came_after_the_plan_are_not_run() {
        scripts(directory, "V2__b.sql", "create table b (id int)");
        FleetPlan plan = tenants.fleet().plan();
        scripts(directory, "V3__c.sql", "create table c (id int)");

        FleetReport report = tenants.fleet().apply(plan);

        assertThat(report.refused()).isEqualTo(6);
        assertThat(report.outcomes().get(0))
                .isEqualTo(new Refused(
                        TENANTS.get(0),
                        "The plan was to run [V2__b.sql], and now pending is [V2__b.sql, V3__c.sql]: the scripts have changed"
                                + " since. Plan again."));
    }

    @Test
    void a_second_runner_is_told_who_is_at_it() {
        scripts(directory, "V2__b.sql", "create table b (id int)");
        List<Throwable> second = new ArrayList<>();
        FleetPlan plan = tenants.fleet().plan();

        tenants.fleet()
                .apply(
                        plan,
                        FleetOptions.builder()
                                .listener(new FleetListener() {
                                    @Override
                                    public void waveStarted(String wave, int count) {
                                        try {
                                            tenants.fleet().apply(plan);
                                        } catch (FleetBusyException e) {
                                            second.add(e);
                                        }
                                    }
                                })
                                .build())
                .orThrow();

        assertThat(second).singleElement().satisfies(e -> assertThat(e.getMessage())
                .matches(
                        "The fleet is being migrated by another runner: PostgreSQL's process \\d+ \\(tenancy fleet runner,"
                                + " process " + ProcessHandle.current().pid()
                                + ", from .*, connected since .*\\)\\. Nothing was done"
                                + " here\\. Wait until it has ended, then plan again\\."));
        assertThat(tenants.fleet().apply(tenants.fleet().plan()).ended()).isEqualTo(Ended.COMPLETE);
    }

    @Test
    void a_tenant_that_was_migrated_by_hand_is_visited_so_that_the_registry_learns_its_version() {
        TenantId byHand = TENANTS.get(3);
        db.owner().execute("update public.tenants set schema_version = null where id = 't3'");

        FleetPlan plan = tenants.fleet().plan();
        assertThat(plan.upToDate()).isFalse();
        assertThat(plan.tenants(PlanState.PENDING)).singleElement().satisfies(planned -> {
            assertThat(planned.tenant()).isEqualTo(byHand);
            assertThat(planned.pending()).isEmpty();
        });
        assertThat(tenants.fleet().apply(plan).orThrow().upToDate()).isEqualTo(6);

        assertThat(tenants.find(byHand).orElseThrow().version()).contains("1");
        assertThat(tenants.fleet().plan().upToDate()).isTrue();
    }

    @Test
    void a_run_may_be_for_some_and_who_cannot_be_visited_is_refused() {
        scripts(directory, "V2__b.sql", "create table b (id int)");
        FleetPlan plan = tenants.fleet().plan();
        List<TenantId> some = List.of(TENANTS.get(4), TENANTS.get(1), TenantId.of("ghost"));

        FleetReport report =
                tenants.fleet().apply(plan, FleetOptions.builder().only(some).build());

        assertThat(report.outcomes())
                .extracting(
                        outcome -> outcome.tenant() + " " + outcome.getClass().getSimpleName())
                .containsExactly("ghost Refused", "t1 Migrated", "t4 Migrated");
        assertThat(report.outcomes().get(0))
                .isEqualTo(new Refused(
                        TenantId.of("ghost"),
                        "It is not in the plan: there is no such tenant, or its status leaves it out."));
        assertThat(tenants.fleet().plan().tenants(PlanState.PENDING)).hasSize(4);
        assertThat(tenants.fleet()
                        .apply(plan, FleetOptions.builder().only(List.of()).build())
                        .outcomes())
                .isEmpty();
    }

    @Test
    void a_backend_that_is_killed_fails_one_tenant_and_the_worker_goes_on_with_another() {
        scripts(directory, "V2__b.sql", "create table b (id int)");
        Tenants unlucky = db.tenants(builder -> builder.locations("filesystem:" + directory)
                .engine(Engine.FLYWAY)
                .flyway(configuration -> configuration.callbacks(new FlywayPoint("after V2__b.sql", connection -> {
                    if ("tenant_t3".equals(configuration.getDefaultSchema())) {
                        db.superuser()
                                .fetch(
                                        "select pg_terminate_backend({0}, 30000)",
                                        DSL.val(DSL.using(connection)
                                                .fetchOne("select pg_backend_pid()")
                                                .get(0, Integer.class)));
                    }
                }))));

        FleetReport report = unlucky.fleet()
                .apply(
                        unlucky.fleet().plan(),
                        FleetOptions.builder().parallelism(1).build());

        assertThat(report.migrated()).isEqualTo(5);
        assertThat(report.failures()).singleElement().satisfies(failed -> {
            assertThat(failed.tenant()).isEqualTo(TENANTS.get(3));
            assertThat(failed.error().message()).startsWith("No connection of the owner login: ");
        });
        assertThat(tenants.fleet().apply(tenants.fleet().plan()).orThrow().migrated())
                .isOne();
    }

    @Test
    void a_backend_that_ends_in_a_batch_fails_one_tenant_and_the_worker_goes_on_with_another() {
        scripts(
                directory,
                "V2__b.sql",
                "create table b (id int); select pg_terminate_backend(pg_backend_pid()) from pg_class"
                        + " where oid = 'a'::regclass and relnamespace = to_regnamespace('tenant_t3')");
        FleetPlan plan = tenants.fleet().plan();
        assertThat(plan.scripts()).extracting(ScriptPlan::engine).containsExactly(Engine.BATCH);

        FleetReport report = tenants.fleet()
                .apply(plan, FleetOptions.builder().parallelism(1).build());

        assertThat(report.migrated()).isEqualTo(5);
        assertThat(report.failures()).singleElement().satisfies(failed -> {
            assertThat(failed.tenant()).isEqualTo(TENANTS.get(3));
            assertThat(failed.error().message()).startsWith("No connection of the owner login: ");
        });
        assertThat(tenants.fleet().plan().tenants(PlanState.PENDING))
                .as("nothing of it is kept")
                .extracting(TenantPlan::tenant)
                .containsExactly(TENANTS.get(3));
    }

    @Test
    void a_history_that_was_changed_by_hand_since_the_plan_is_refused_and_one_that_was_only_written_again_is_not() {
        scripts(directory, "V2__b.sql", "create table b (id int)");
        FleetPlan plan = tenants.fleet().plan();
        db.owner().execute("update tenant_t1.flyway_schema_history set checksum = checksum + 1");
        db.owner().execute("update tenant_t2.flyway_schema_history set checksum = checksum");

        FleetReport report = tenants.fleet().apply(plan);

        assertThat(report.migrated()).isEqualTo(5);
        assertThat(report.outcomes().get(1))
                .isEqualTo(new Refused(
                        TENANTS.get(1), "Its history has changed since the plan: somebody migrated it. Plan again."));
        assertThat(db.owner().fetchValue("select to_regclass('tenant_t1.b')")).isNull();
    }

    @Test
    void nothing_of_one_tenants_run_is_left_on_the_session_for_the_next() {
        scripts(directory, "V2__b.sql", """
                create table seen as select pg_backend_pid() as backend, current_setting('work_mem') as work_mem,
                  (select count(*) from pg_cursors) as cursors, (select count(*) from pg_listening_channels()) as channels,
                  (select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid() and objid = 4711) as locks,
                  (select count(*) from pg_prepared_statements where from_sql) as prepared, to_regclass('pg_temp.kept') as kept;
                set work_mem = '77MB';
                create temporary table kept (id int);
                listen channel;
                prepare statement as select 1;
                declare curs cursor with hold for select 1;
                select pg_advisory_lock(4711);
                """);

        tenants.fleet()
                .apply(
                        tenants.fleet().plan(),
                        FleetOptions.builder().parallelism(1).build())
                .orThrow();

        List<String> seen = TENANTS.stream()
                .map(tenant -> db.owner()
                        .fetchSingle("select * from {0}", db.table(tenant, "seen"))
                        .toString())
                .distinct()
                .toList();
        assertThat(seen).as("one backend, which is as new each time").hasSize(1);
        assertThat(seen.get(0)).doesNotContain("77MB");
    }

    @Test
    void a_pool_is_never_asked_for_more_than_it_has() {
        scripts(directory, "V2__b.sql", "create table b (id int)");
        for (int size : new int[] {3, 4}) {
            try (HikariDataSource pool = new HikariDataSource()) {
                pool.setDataSource(postgres.ownerDataSource());
                pool.setMaximumPoolSize(size);
                pool.setConnectionTimeout(5_000);
                Tenants pooled = db.tenants(pool, builder -> builder.locations("filesystem:" + directory));

                assertThat(pooled.fleet()
                                .apply(
                                        pooled.fleet().plan(),
                                        FleetOptions.builder().parallelism(8).build())
                                .orThrow()
                                .migrated())
                        .isEqualTo(6);
            }
            scripts(directory, "V3__c.sql", "create table c (id int)");
        }
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setDataSource(postgres.ownerDataSource());
            pool.setMaximumPoolSize(2);
            Fleet small = db.tenants(pool, builder -> builder.locations("filesystem:" + directory))
                    .fleet();

            assertThatThrownBy(() -> small.apply(small.plan()))
                    .isInstanceOf(TenantsConfigurationException.class)
                    .hasMessage(
                            "The owner's connection pool gives at most 2 connections, and a fleet's run needs 3: one for"
                                    + " its lock, and 2 for a tenant. Set its maximum size to 3 or more.");
        }
    }

    @Test
    void a_listener_that_fails_changes_nothing() {
        scripts(directory, "V2__b.sql", "create table b (id int)");

        FleetReport report = tenants.fleet()
                .apply(
                        tenants.fleet().plan(),
                        FleetOptions.builder()
                                .listener(new FleetListener() {
                                    @Override
                                    public void tenantDone(TenantMigration outcome, FleetProgress progress) {
                                        throw new IllegalStateException("on purpose");
                                    }
                                })
                                .build());

        assertThat(report.orThrow().migrated()).isEqualTo(6);
    }

    @Test
    void options_out_of_range_are_refused() {
        assertThatThrownBy(() -> FleetOptions.builder().parallelism(0))
                .isInstanceOf(TenantsConfigurationException.class)
                .hasMessage("parallelism(0) is refused: at least 1.");
        assertThatThrownBy(() -> FleetOptions.builder().timeLimit(Duration.ZERO))
                .hasMessage("timeLimit(PT0S) is refused: it must be positive.");
        assertThatThrownBy(() -> tenants.fleet()
                        .apply(
                                tenants.fleet().plan(),
                                FleetOptions.builder()
                                        .canary(TenantId.of("ghost"))
                                        .build()))
                .hasMessage(
                        "The canary 'ghost' is not among the tenants of this run: there is no such tenant, or its status or"
                                + " the options leave it out. Name another one.");
    }

    private record Hearing(List<String> heard) implements FleetListener {

        @Override
        public void waveStarted(String wave, int count) {
            heard.add(wave + " " + count);
        }

        @Override
        public void tenantDone(TenantMigration outcome, FleetProgress progress) {
            heard.add(outcome.tenant() + " of " + progress.total());
        }

        @Override
        public void finished(FleetReport report) {
            heard.add(report.ended().name());
        }
    }
}
