package dev.tenancy.flyway;

import static dev.tenancy.flyway.Db.scripts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.FleetReport.Ended;
import dev.tenancy.flyway.TenantMigration.Migrated;
import dev.tenancy.flyway.TenantMigration.NotStarted;
import dev.tenancy.flyway.TenantMigration.Refused;
import dev.tenancy.test.PostgresExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class FleetApplyTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private static final Db db = new Db(postgres);
    private static final List<TenantId> TENANTS =
            IntStream.range(0, 6).mapToObj(i -> TenantId.of("t" + i)).toList();

    @TempDir
    Path directory;

    private Tenants tenants;

    @BeforeEach
    void six_tenants_at_version_1() {
        tenants = db.tenants(builder -> builder.locations(scripts(directory, "V1__a.sql", "create table a (id int)")));
        TENANTS.forEach(tenants::provision);
    }

    @AfterEach
    void no_tenant_stays_for_the_next_test() {
        db.forgetTenants();
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
    void a_canary_that_fails_halts_the_run_and_the_exception_names_it() {
        scripts(directory, "V2__b.sql", "alter table a add column b int");
        db.owner().execute("alter table tenant_t1.a add column b int");

        FleetReport report = tenants.fleet()
                .apply(
                        tenants.fleet().plan(),
                        FleetOptions.builder()
                                .canary(TENANTS.get(1), TENANTS.get(4))
                                .build());

        assertThat(report.ended()).isEqualTo(Ended.HALTED);
        assertThat(report.migrated()).isOne();
        assertThat(report.failed()).isOne();
        assertThat(report.notStarted()).isEqualTo(4);
        assertThat(report.remaining()).doesNotContain(TENANTS.get(4)).hasSize(5);
        assertThat(report.outcomes().get(0))
                .isEqualTo(new NotStarted(
                        TENANTS.get(0),
                        "The run was halted before it came to this tenant: canary 't1' did not succeed."));
        assertThatThrownBy(report::orThrow)
                .isInstanceOf(FleetMigrationException.class)
                .hasMessage(
                        "The fleet is not migrated (HALTED): 1 migrated, 0 up to date, 1 failed, 0 refused, 4 not started."
                                + "\n- t1 failed: Script V2__b.sql, line 1: column \"b\" of relation \"a\" already exists (42701)."
                                + " It was rolled back. Correct it."
                                + "\nMend these, then plan and apply again: what is done is not done again.");
    }

    @Test
    void a_tenant_whose_history_or_status_has_changed_since_the_plan_is_refused() {
        scripts(directory, "V2__b.sql", "create table b (id int)");
        FleetPlan plan = tenants.fleet().plan();
        tenants.migrate(TENANTS.get(2));
        tenants.suspend(TENANTS.get(3));

        FleetReport report = tenants.fleet().apply(plan);

        assertThat(report.ended()).isEqualTo(Ended.COMPLETE);
        assertThat(report.migrated()).isEqualTo(4);
        assertThat(report.outcomes().get(2))
                .isEqualTo(new Refused(
                        TENANTS.get(2), "Its history has changed since the plan: somebody migrated it. Plan again."));
        assertThat(report.outcomes().get(3))
                .isEqualTo(new Refused(
                        TENANTS.get(3), "It is SUSPENDED, and was ACTIVE when the plan was made. Plan again."));
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
    void a_cancelled_run_finishes_what_is_in_flight_and_starts_nothing_more() {
        scripts(directory, "V2__b.sql", "create table b (id int)");
        CancellationToken token = new CancellationToken();

        FleetReport report = tenants.fleet()
                .apply(
                        tenants.fleet().plan(),
                        FleetOptions.builder()
                                .canary(1)
                                .cancellation(token)
                                .listener(new FleetListener() {
                                    @Override
                                    public void tenantDone(TenantMigration outcome, FleetProgress progress) {
                                        token.cancel();
                                    }
                                })
                                .build());

        assertThat(report.ended()).isEqualTo(Ended.CANCELLED);
        assertThat(report.migrated()).isOne();
        assertThat(report.notStarted()).isEqualTo(5);
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
