package dev.tenancy.flyway;

import static dev.tenancy.flyway.Db.scripts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.flyway.FleetReport.Ended;
import dev.tenancy.flyway.TenantMigration.NotStarted;
import dev.tenancy.test.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What ends a run before it has come to all tenants, and what is said of those that it did not come to. */
class FleetStoppingTest extends SixTenants {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final Db db = new Db(postgres, false);

    FleetStoppingTest() {
        super(db);
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
    void a_run_halts_at_the_failures_that_it_was_allowed() {
        scripts(directory, "V2__b.sql", "select 1 / 0");

        FleetReport report = tenants.fleet()
                .apply(
                        tenants.fleet().plan(),
                        FleetOptions.builder()
                                .parallelism(1)
                                .stopAfterFailures(2)
                                .build());

        assertThat(report.ended()).isEqualTo(Ended.HALTED);
        assertThat(report.failures()).hasSize(2).allSatisfy(failed -> {
            assertThat(failed.took()).isPositive();
            assertThat(failed.error().sqlState()).contains("22012");
            assertThat(failed.error().script()).contains("V2__b.sql");
            assertThat(failed.error().line()).hasValue(1);
        });
        assertThat(report.outcomes().get(5))
                .isEqualTo(new NotStarted(
                        TENANTS.get(5), "The run was halted before it came to this tenant: 2 tenants had failed."));
    }

    @Test
    void after_the_time_limit_nobody_is_started() {
        scripts(directory, "V2__b.sql", "create table b (id int)");

        FleetReport report = tenants.fleet()
                .apply(
                        tenants.fleet().plan(),
                        FleetOptions.builder().timeLimit(Duration.ofNanos(1)).build());

        assertThat(report.ended()).isEqualTo(Ended.OUT_OF_TIME);
        assertThat(report.notStarted()).isEqualTo(6);
        assertThat(report.outcomes().get(0))
                .isEqualTo(
                        new NotStarted(TENANTS.get(0), "The time limit was over before the run came to this tenant."));
    }

    @Test
    void an_interrupt_is_a_cancellation_and_is_kept() {
        scripts(directory, "V2__b.sql", "create table b (id int)");
        Thread caller = Thread.currentThread();

        FleetReport report = tenants.fleet()
                .apply(
                        tenants.fleet().plan(),
                        FleetOptions.builder()
                                .canary(1)
                                .listener(new FleetListener() {
                                    @Override
                                    public void waveStarted(String wave, int count) {
                                        caller.interrupt();
                                    }
                                })
                                .build());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.ended()).isEqualTo(Ended.CANCELLED);
        assertThat(report.notStarted()).isGreaterThanOrEqualTo(5);
    }

    @Test
    void a_runner_that_has_lost_its_lock_starts_nobody_and_says_so() throws Exception {
        scripts(directory, "V2__b.sql", "alter table a add column b int");
        Tenants patient = db.tenants(
                builder -> builder.locations("filesystem:" + directory).lockTimeout(Duration.ofSeconds(60)));
        Connection reader = postgres.ownerDataSource().getConnection();
        reader.setAutoCommit(false);
        DSL.using(reader).fetch("select from {0}", db.table(TENANTS.get(1), "a")); // until the loss is known

        FleetReport report = patient.fleet()
                .apply(
                        patient.fleet().plan(),
                        FleetOptions.builder()
                                .parallelism(1)
                                .listener(new FleetListener() {
                                    @Override
                                    public void tenantDone(TenantMigration outcome, FleetProgress progress) {
                                        if (progress.done() > 1) {
                                            return;
                                        }
                                        assertThat(
                                                        db.superuser()
                                                                .fetch(
                                                                        "select pg_terminate_backend(pid, 30000) from pg_stat_activity"
                                                                                + " where application_name like 'tenancy fleet runner%'"))
                                                .hasSize(1);
                                        untilTheLossIsKnown();
                                        close(reader);
                                    }
                                })
                                .build());

        assertThat(report.ended()).isEqualTo(Ended.LOCK_LOST);
        assertThat(report.failed()).isZero();
        assertThat(report.migrated()).as("those in flight").isPositive();
        assertThat(report.outcomes().get(5))
                .isEqualTo(new NotStarted(
                        TENANTS.get(5),
                        "The session that held the runner's lock was lost before the run came to this tenant, so another"
                                + " runner may have begun."));
    }

    /** Who looks after the lock ends when it is lost. */
    private static void untilTheLossIsKnown() {
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("tenancy-fleet-lock"))
                .forEach(watch -> {
                    try {
                        watch.join(60_000);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
