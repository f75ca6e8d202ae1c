package dev.tenancy.integration;

import static dev.tenancy.generated.tenant.Tables.ITEMS;
import static dev.tenancy.integration.FleetDatabase.ACTIVE;
import static dev.tenancy.integration.TenantDatabase.BYSTANDER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.Isolation;
import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.WorkOptions;
import dev.tenancy.WrongTenantException;
import dev.tenancy.flyway.CancellationToken;
import dev.tenancy.flyway.FleetListener;
import dev.tenancy.flyway.FleetOptions;
import dev.tenancy.flyway.FleetProgress;
import dev.tenancy.flyway.FleetReport.Ended;
import dev.tenancy.flyway.FleetWorkException;
import dev.tenancy.flyway.FleetWorkReport;
import dev.tenancy.flyway.TenantOutcome;
import dev.tenancy.flyway.TenantOutcome.Done;
import dev.tenancy.flyway.TenantOutcome.NotStarted;
import dev.tenancy.flyway.TenantOutcome.Refused;
import dev.tenancy.flyway.TenantsConfigurationException;
import dev.tenancy.generated.tenant.tables.records.ItemsRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/** Work in all tenants, under the canary oracle; once for each isolation level. */
abstract class FleetWorkContract implements FleetQueryContract {

    private final FleetDatabase database;

    FleetWorkContract(FleetDatabase database) {
        this.database = database;
    }

    @Override
    public FleetDatabase database() {
        return database;
    }

    private static FleetOptions.Builder options() {
        return FleetOptions.builder();
    }

    @Test
    void work_is_done_in_each_active_tenant_as_the_app_login_under_its_own_role() {
        Map<TenantId, String> users = new ConcurrentHashMap<>();

        FleetWorkReport report = database.fleet().forEach(database.tenancy(), (tenant, dsl) -> {
            dsl.selectFrom(ITEMS).fetch();
            FleetDatabase.insert(tenant, dsl);
            users.put(
                    tenant,
                    dsl.fetchSingle("select current_user || ' ' || session_user")
                            .get(0, String.class));
        });

        assertThat(report.ended()).isEqualTo(Ended.COMPLETE);
        assertThat(report.outcomes()).extracting(TenantOutcome::tenant).isEqualTo(ACTIVE);
        assertThat(report.outcomes()).allSatisfy(outcome -> {
            assertThat(outcome).isInstanceOf(Done.class);
            assertThat(outcome.took()).isPositive();
            assertThat(outcome.remains()).isFalse();
        });
        assertThat(report.done()).isEqualTo(9);
        assertThat(report.remaining()).isEmpty();
        assertThat(report.orThrow()).isSameAs(report);
        assertThat(database.written()).isEqualTo(FleetDatabase.each(1));
        String app = appLogin();
        users.forEach((tenant, user) -> assertThat(user)
                .isEqualTo((database.layout().isolation() == Isolation.ROLE
                                ? database.layout().roleOf(tenant)
                                : app)
                        + " " + app));
    }

    private String appLogin() {
        return DSL.using(database.pool(), org.jooq.SQLDialect.POSTGRES)
                .fetchSingle("select session_user")
                .get(0, String.class);
    }

    @Test
    void a_tenant_that_fails_is_rolled_back_touches_no_other_and_is_done_again_alone() {
        TenantId bad = ACTIVE.get(4);
        IOException thrown = new IOException("no reply\nfrom elsewhere");

        FleetWorkReport report = database.fleet().forEach(database.tenancy(), (tenant, dsl) -> {
            FleetDatabase.insert(tenant, dsl);
            if (tenant.equals(bad)) {
                throw thrown;
            }
        });

        assertThat(report.ended()).isEqualTo(Ended.COMPLETE);
        assertThat(report.failures()).singleElement().satisfies(failed -> {
            assertThat(failed.tenant()).isEqualTo(bad);
            assertThat(failed.error()).isSameAs(thrown);
        });
        assertThat(report.remaining()).containsExactly(bad);
        assertThat(database.written()).containsEntry(bad, 0).containsValue(1);
        assertThatThrownBy(report::orThrow)
                .isInstanceOfSatisfying(
                        FleetWorkException.class, e -> assertThat(e.report()).isSameAs(report))
                .hasCause(thrown)
                .hasMessage(
                        "The work is not done in all tenants (COMPLETE): 8 done, 1 failed, 0 refused, 0 not started."
                                + "\n- t4 failed: java.io.IOException: no reply from elsewhere"
                                + "\nMend these, then run it again for FleetOptions.builder().only(report.remaining()).");

        FleetWorkReport resumed = database.fleet()
                .forEach(database.tenancy(), options().only(report.remaining()).build(), FleetDatabase::insert);
        assertThat(resumed.outcomes()).extracting(TenantOutcome::tenant).containsExactly(bad);
        assertThat(database.written()).isEqualTo(FleetDatabase.each(1));
    }

    @Test
    void a_run_halts_at_the_failures_that_were_allowed_and_a_resumed_one_does_each_tenant_once() {
        FleetWorkReport report = database.fleet()
                .forEach(
                        database.tenancy(),
                        options().parallelism(1).stopAfterFailures(2).build(),
                        (tenant, dsl) -> {
                            FleetDatabase.insert(tenant, dsl);
                            if (Set.of("t1", "t3").contains(tenant.value())) {
                                dsl.execute("select 1 / 0");
                            }
                        });

        assertThat(report.ended()).isEqualTo(Ended.HALTED);
        assertThat(report.done()).isEqualTo(2);
        assertThat(report.failed()).isEqualTo(2);
        assertThat(report.notStarted()).isEqualTo(5);
        assertThat(report.outcomes().get(8))
                .isEqualTo(new NotStarted<>(
                        ACTIVE.get(8), "The run was halted before it came to this tenant: 2 tenants had failed."));
        assertThat(report.toString())
                .startsWith("HALTED after ")
                .contains(
                        ": 2 done, 2 failed, 0 refused, 5 not started.\n"
                                + "  t1 failed: division by zero (22012).\n  t3 failed: division by zero (22012).\nThe slowest:");
        assertThat(report.toJson())
                .startsWith("{\"ended\":\"HALTED\",\"tookMillis\":")
                .contains("\"done\":2,\"failed\":2,\"refused\":0,\"notStarted\":5,\"slowest\":[")
                .contains(
                        "{\"tenant\":\"t1\",\"outcome\":\"Failed\",\"error\":\"division by zero (22012).\",\"sqlState\":\"22012\",")
                .contains("{\"tenant\":\"t8\",\"outcome\":\"NotStarted\",\"why\":\"The run was halted");

        database.fleet()
                .forEach(database.tenancy(), options().only(report.remaining()).build(), FleetDatabase::insert)
                .orThrow();
        assertThat(database.written()).isEqualTo(FleetDatabase.each(1));
    }

    @Test
    void a_canary_that_fails_halts_the_run_before_the_rest() {
        List<String> heard = new ArrayList<>();
        FleetWorkReport report = database.fleet()
                .forEach(
                        database.tenancy(),
                        options()
                                .canary(ACTIVE.get(7))
                                .listener(new Hearing(heard))
                                .build(),
                        (tenant, dsl) -> {
                            throw new IllegalStateException("no");
                        });

        assertThat(report.ended()).isEqualTo(Ended.HALTED);
        assertThat(report.failed()).isOne();
        assertThat(report.notStarted()).isEqualTo(8);
        assertThat(heard).containsExactly("canary 1", "t7 Failed 1 of 9", "HALTED");
    }

    @Test
    void a_cancelled_run_finishes_those_in_flight_and_starts_no_more() {
        CancellationToken token = new CancellationToken();
        FleetWorkReport report = database.fleet()
                .forEach(
                        database.tenancy(),
                        options().parallelism(2).cancellation(token).build(),
                        (tenant, dsl) -> {
                            FleetDatabase.insert(tenant, dsl);
                            token.cancel();
                        });

        assertThat(report.ended()).isEqualTo(Ended.CANCELLED);
        assertThat(report.done()).isBetween(1, 2);
        assertThat(report.notStarted()).isEqualTo(9 - report.done());
        assertThat(database.written().values().stream().mapToInt(i -> i).sum()).isEqualTo(report.done());
    }

    @Test
    void an_interrupt_ends_the_run_and_is_kept() {
        Thread caller = Thread.currentThread();
        FleetWorkReport report = database.fleet()
                .forEach(database.tenancy(), options().parallelism(1).build(), (tenant, dsl) -> {
                    caller.interrupt();
                    FleetDatabase.insert(tenant, dsl);
                });

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.ended()).isEqualTo(Ended.CANCELLED);
        assertThat(report.notStarted()).isPositive();
        assertThat(database.written().values().stream().mapToInt(i -> i).sum()).isEqualTo(report.done());
    }

    @Test
    void nothing_is_started_when_the_time_is_over() {
        FleetWorkReport report = database.fleet()
                .forEach(
                        database.tenancy(),
                        options().timeLimit(Duration.ofNanos(1)).build(),
                        FleetDatabase::insert);

        assertThat(report.ended()).isEqualTo(Ended.OUT_OF_TIME);
        assertThat(report.notStarted()).isEqualTo(9);
        assertThat(database.written()).isEqualTo(FleetDatabase.each(0));
    }

    @Test
    void a_tenant_that_is_suspended_meanwhile_or_behind_is_refused() {
        TenantId later = ACTIVE.get(6);
        database.superuser().execute("update public.tenants set schema_version = '2' where id = 't5'");
        FleetWorkReport report = database.fleet()
                .forEach(
                        database.tenancy(),
                        options()
                                .canary(1)
                                .work(WorkOptions.defaults().requires("3"))
                                .listener(new FleetListener() {
                                    @Override
                                    public void tenantDone(TenantOutcome<?> outcome, FleetProgress progress) {
                                        if (progress.done() == 1) {
                                            database.tenants().suspend(later);
                                        }
                                    }
                                })
                                .build(),
                        FleetDatabase::insert);
        database.superuser().execute("update public.tenants set schema_version = '3' where id = 't5'");

        assertThat(report.refused()).isEqualTo(2);
        assertThat(report.outcomes().get(5))
                .isEqualTo(new Refused<>(
                        ACTIVE.get(5),
                        "Tenant 't5' is behind: it is at version 2 and this needs 3. Migrate it:"
                                + " tenants.migrate(TenantId.of(\"t5\"))."));
        assertThat(report.outcomes().get(6))
                .isEqualTo(new Refused<>(
                        later, "Tenant 't6' is not served: it is SUSPENDED. Resume it to serve it again."));
        assertThat(report.done()).isEqualTo(7);
    }

    @Test
    void tenants_that_were_named_and_cannot_be_worked_in_are_refused_and_never_missing() {
        FleetWorkReport report = database.fleet()
                .forEach(
                        database.tenancy(),
                        options()
                                .only(List.of(BYSTANDER, FleetDatabase.GHOST, ACTIVE.get(2)))
                                .build(),
                        FleetDatabase::insert);

        String why = "There is no such tenant, or it is not ACTIVE: only those can be worked in.";
        assertThat(report.outcomes().get(0)).isEqualTo(new Refused<>(BYSTANDER, why));
        assertThat(report.outcomes().get(1)).isEqualTo(new Refused<>(FleetDatabase.GHOST, why));
        assertThat(report.outcomes().get(2)).isInstanceOf(Done.class);
        assertThat(report.outcomes()).hasSize(3);
        assertThat(database.fleet()
                        .forEach(database.tenancy(), options().only(List.of()).build(), FleetDatabase::insert)
                        .outcomes())
                .as("nobody is not everybody")
                .isEmpty();
    }

    @Test
    void an_error_or_an_interrupt_of_the_work_is_that_tenants_and_costs_no_other() {
        FleetWorkReport report = database.fleet()
                .forEach(database.tenancy(), options().parallelism(1).build(), (tenant, dsl) -> {
                    FleetDatabase.insert(tenant, dsl);
                    switch (tenant.value()) {
                        case "t0" -> throw new AssertionError("wrong");
                        case "t1" -> overflow(0);
                        case "t2" -> Thread.currentThread().interrupt();
                        case "t3" -> throw new InterruptedException("stopped");
                        default ->
                            assertThat(Thread.currentThread().isInterrupted()).isFalse();
                    }
                });

        assertThat(report.failures())
                .<Class<?>>extracting(failed -> failed.error().getClass())
                .containsExactly(AssertionError.class, StackOverflowError.class, InterruptedException.class);
        assertThat(report.done()).isEqualTo(6);
        assertThat(database.written().values().stream().mapToInt(i -> i).sum()).isEqualTo(6);
    }

    private static int overflow(int depth) {
        return overflow(depth + 1) + 1;
    }

    @Test
    void a_run_whose_caller_dies_of_an_error_is_ended_with_it() {
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch told = new CountDownLatch(1);
        FleetListener dying = new FleetListener() {
            @Override
            public void tenantDone(TenantOutcome<?> outcome, FleetProgress progress) {
                told.countDown();
                throw new StackOverflowError("listener");
            }
        };
        assertThatThrownBy(() -> database.fleet()
                        .forEach(
                                database.tenancy(),
                                options().parallelism(1).listener(dying).build(),
                                (tenant, dsl) -> {
                                    if (begun.incrementAndGet() > 1) {
                                        assertThat(told.await(60, TimeUnit.SECONDS))
                                                .isTrue();
                                    }
                                    FleetDatabase.insert(tenant, dsl);
                                }))
                .isInstanceOf(StackOverflowError.class)
                .hasMessage("listener");
        FleetThreads.assertEnd();
        assertThat(begun)
                .as("the one that was told, the one in flight, and few others")
                .hasValueLessThan(9);
        assertThat(database.written().values().stream().mapToInt(i -> i).sum()).isEqualTo(begun.get());
    }

    @Test
    void a_record_of_one_tenant_is_not_stored_in_the_next() {
        AtomicReference<ItemsRecord> kept = new AtomicReference<>();
        FleetWorkReport report = database.fleet()
                .forEach(database.tenancy(), options().parallelism(1).build(), (tenant, dsl) -> {
                    ItemsRecord own =
                            dsl.selectFrom(ITEMS).orderBy(ITEMS.ID).limit(1).fetchSingle();
                    ItemsRecord first = kept.compareAndExchange(null, own);
                    if (first != null) {
                        dsl.executeUpdate(first);
                    }
                });

        assertThat(report.done()).isOne();
        assertThat(report.failures()).hasSize(8).allSatisfy(failed -> assertThat(failed.error())
                .isInstanceOf(WrongTenantException.class));
    }

    @Test
    void no_more_tenants_are_worked_in_at_once_than_was_said_and_that_many_are() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch three = new CountDownLatch(3);
        database.fleet()
                .forEach(database.tenancy(), options().parallelism(3).build(), (tenant, dsl) -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    three.countDown();
                    assertThat(three.await(60, TimeUnit.SECONDS)).isTrue();
                    now.decrementAndGet();
                })
                .orThrow();
        assertThat(most).hasValue(3);
    }

    @Test
    void what_does_not_fit_is_refused_before_anything_is_done() {
        Tenancy elsewhere = Tenancy.builder(database.pool())
                .layout(TenantLayout.builder().templateSchema("other").build())
                .build();
        assertThatThrownBy(() -> database.fleet().forEach(elsewhere, FleetDatabase::insert))
                .isInstanceOf(TenantsConfigurationException.class)
                .hasMessage(
                        "The Tenancy has another layout than these tenants, so it would look for them elsewhere. Build"
                                + " both with the same TenantLayout.");
        for (TenantId no : List.of(FleetDatabase.GHOST, BYSTANDER)) {
            assertThatThrownBy(() -> database.fleet()
                            .query(database.tenancy(), options().canary(no).build(), (tenant, dsl) -> 1))
                    .isInstanceOf(TenantsConfigurationException.class)
                    .hasMessage(
                            "The canary '" + no + "' is not among the tenants of this run: there is no such tenant, or"
                                    + " its status or the options leave it out. Name another one.");
        }
    }

    private record Hearing(List<String> heard) implements FleetListener {

        @Override
        public void waveStarted(String wave, int count) {
            heard.add(wave + " " + count);
        }

        @Override
        public void tenantDone(TenantOutcome<?> outcome, FleetProgress progress) {
            heard.add(outcome.tenant() + " " + outcome.getClass().getSimpleName() + " " + progress.done() + " of "
                    + progress.total());
        }

        @Override
        public void finished(FleetWorkReport report) {
            heard.add(report.ended().name());
        }
    }
}
