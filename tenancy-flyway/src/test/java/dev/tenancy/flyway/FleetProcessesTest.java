package dev.tenancy.flyway;

import static dev.tenancy.flyway.Db.scripts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenancy.TenantId;
import dev.tenancy.test.PostgresExtension;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Runners in processes of their own, on 200 tenants whose script leaves a row each time that it runs. */
@Tag("slow") // and the same on every major: .ci/run has it once
class FleetProcessesTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final Db db = new Db(postgres, false);

    private static final List<TenantId> TENANTS = IntStream.range(0, 200)
            .mapToObj(i -> TenantId.of(String.format("t%03d", i)))
            .toList();

    @TempDir
    Path directory;

    private Tenants tenants;

    @BeforeEach
    void tenants_with_a_script_pending() {
        tenants =
                db.tenants(builder -> builder.locations(scripts(directory, "V1__a.sql", "create table runs (by int)")));
        tenants.provision(TENANTS.get(0));
        TENANTS.stream().skip(1).forEach(tenant -> db.copy(TENANTS.get(0), tenant));
        scripts(directory, "V2__b.sql", "insert into runs values (pg_backend_pid())");
    }

    @AfterEach
    void no_tenant_stays_for_the_next_test() {
        db.forgetTenants();
    }

    @Test
    void a_runner_killed_in_the_middle_is_finished_by_another_with_no_tenant_touched_twice() throws Exception {
        try (Connection blocker = postgres.ownerDataSource().getConnection();
                Child first = Child.start(postgres, "fleet", directory.toString())) {
            blocker.setAutoCommit(false); // it is killed before the last one, however late we are
            DSL.using(blocker).execute("lock table {0}", db.table(TENANTS.get(199), "runs"));
            first.await("ready");
            first.go();
            for (int i = 0; i < 40; i++) {
                first.await("migrated");
            }
            first.kill();
            int done = TENANTS.size()
                    - tenants.fleet().plan().tenants(PlanState.PENDING).size();
            assertThat(done).isBetween(40, TENANTS.size() - 1);
            endBackendsBut(blocker);
        }

        try (Child second = Child.start(postgres, "fleet", directory.toString())) {
            second.await("ready");
            second.go();
            assertThat(second.toTheEnd()).last().isEqualTo("done");
        }

        assertThat(tenants.fleet().plan().upToDate()).isTrue();
        assertThat(runs()).containsOnly(1);
    }

    @Test
    void case_110_two_runners_at_once_do_no_tenant_twice() throws Exception {
        try (Child one = Child.start(postgres, "fleet", directory.toString());
                Child other = Child.start(postgres, "fleet", directory.toString())) {
            one.await("ready");
            other.await("ready");
            one.go();
            other.go();
            List<String> both = Stream.concat(one.toTheEnd().stream(), other.toTheEnd().stream())
                    .toList();

            assertThat(both)
                    .filteredOn(line -> line.startsWith("migrated"))
                    .hasSize(TENANTS.size())
                    .doesNotHaveDuplicates();
            assertThat(both).filteredOn("done"::equals).hasSize(2);
        }

        assertThat(runs()).containsOnly(1);
    }

    /** The dead process's, which would go on for a while with what they have been sent. */
    private static void endBackendsBut(Connection blocker) {
        db.superuser()
                .fetch(
                        "select pg_terminate_backend(pid, 30000) from pg_stat_activity where usename = {0} and pid <> {1}",
                        DSL.val(String.valueOf(postgres.ownerDataSource().getUser())),
                        DSL.val(DSL.using(blocker)
                                .fetchSingle("select pg_backend_pid()")
                                .get(0, int.class)));
    }

    private static List<Integer> runs() {
        return TENANTS.stream()
                .map(tenant -> db.owner().fetchCount(DSL.table(db.table(tenant, "runs"))))
                .toList();
    }
}
