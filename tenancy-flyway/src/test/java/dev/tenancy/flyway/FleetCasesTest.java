package dev.tenancy.flyway;

import static dev.tenancy.flyway.Db.scripts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.FleetReport.Ended;
import dev.tenancy.flyway.TenantMigration.Failed;
import dev.tenancy.flyway.TenantMigration.Migrated;
import dev.tenancy.test.PostgresExtension;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Section I of the catalogue. Two runners, and one that is killed, are in {@link FleetProcessesTest}. */
class FleetCasesTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final Db db = new Db(postgres);

    private static final TenantId FIRST = TenantId.of("t000");

    @TempDir
    Path directory;

    private Tenants tenants;

    @BeforeEach
    void one_tenant_at_version_1() {
        tenants = db.tenants(builder -> builder.locations(scripts(directory, "V1__a.sql", "create table a (id int)")));
        tenants.provision(FIRST);
    }

    @AfterEach
    void no_tenant_stays_for_the_next_test() {
        db.forgetTenants();
    }

    @Test
    void case_105_and_106_one_of_100_tenants_fails_and_the_next_run_does_only_that_one() {
        List<TenantId> all = copies(100);
        TenantId broken = all.get(42);
        db.owner().execute("alter table {0} add column b int", db.table(broken, "a"));
        scripts(directory, "V2__b.sql", "alter table a add column b int");

        FleetReport report = tenants.fleet().apply(tenants.fleet().plan());

        assertThat(report.ended()).isEqualTo(Ended.COMPLETE);
        assertThat(report.migrated()).isEqualTo(99);
        assertThat(report.remaining()).containsExactly(broken);
        assertThat(report.outcomes().get(42)).isInstanceOfSatisfying(Failed.class, failed -> assertThat(failed.error())
                .hasToString(
                        "Script V2__b.sql, line 1: column \"b\" of relation \"a\" already exists (42701). It was rolled"
                                + " back. Correct it."));
        assertThatThrownBy(report::orThrow).hasMessageContaining("t042 failed: Script V2__b.sql, line 1");

        db.owner().execute("alter table {0} drop column b", db.table(broken, "a"));
        FleetPlan next = tenants.fleet().plan();
        assertThat(next.tenants(PlanState.PENDING))
                .extracting(TenantPlan::tenant)
                .containsExactly(broken);
        FleetReport resumed = tenants.fleet().apply(next).orThrow();
        assertThat(resumed.migrated()).isOne();
        assertThat(resumed.upToDate()).isEqualTo(99);
    }

    @Test
    void case_107_a_tenant_with_a_changed_checksum_is_refused_and_the_others_go_on() {
        List<TenantId> all = copies(3);
        db.owner().execute("update {0} set checksum = 1", db.table(all.get(1), "flyway_schema_history"));
        scripts(directory, "V2__b.sql", "create table b (id int)");

        FleetReport report = tenants.fleet().apply(tenants.fleet().plan());

        assertThat(report.migrated()).isEqualTo(2);
        assertThat(report.refused()).isOne();
        assertThat(report.remaining()).containsExactly(all.get(1));
        assertThat(db.owner().fetchValue("select to_regclass('tenant_t001.b')")).isNull();
    }

    @Test
    void case_109_a_long_reader_holds_up_its_own_tenant_alone_and_nobody_behind_it() throws SQLException {
        List<TenantId> all = copies(8);
        scripts(directory, "V2__b.sql", "alter table a add column b int");
        Tenants quick = db.tenants(builder -> builder.locations("filesystem:" + directory)
                .lockTimeout(Duration.ofMillis(100))
                .attempts(100));
        try (Connection reader = postgres.ownerDataSource().getConnection()) {
            reader.setAutoCommit(false);
            DSL.using(reader).fetch("select from {0}", db.table(all.get(0), "a"));

            FleetReport report = quick.fleet()
                    .apply(
                            quick.fleet().plan(),
                            FleetOptions.builder()
                                    .parallelism(2)
                                    .listener(new FleetListener() {
                                        @Override
                                        public void tenantDone(TenantMigration outcome, FleetProgress progress) {
                                            if (progress.done() == 7) {
                                                db.owner().fetch("select from {0}", db.table(all.get(0), "a"));
                                                commit(reader);
                                            }
                                        }
                                    })
                                    .build());

            assertThat(report.orThrow().outcomes()).hasOnlyElementsOfType(Migrated.class);
        }
    }

    private static void commit(Connection reader) {
        try {
            reader.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<TenantId> copies(int count) {
        List<TenantId> all = IntStream.range(0, count)
                .mapToObj(i -> TenantId.of(String.format("t%03d", i)))
                .toList();
        all.stream().skip(1).forEach(tenant -> db.copy(FIRST, tenant));
        return all;
    }
}
