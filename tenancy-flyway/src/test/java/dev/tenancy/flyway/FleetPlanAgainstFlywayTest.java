package dev.tenancy.flyway;

import static dev.tenancy.flyway.Db.scripts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenancy.TenantId;
import dev.tenancy.test.PostgresExtension;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a plan says is what plain Flyway then does, for every way in which a history can stand to the scripts. */
class FleetPlanAgainstFlywayTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final Db db = new Db(postgres);

    private static final TenantId FIRST = TenantId.of("first");
    private static final TenantId SECOND = TenantId.of("second");

    @TempDir
    Path directory;

    @AfterEach
    void no_tenant_stays_for_the_next_test() {
        db.forgetTenants();
    }

    /**
     * Two tenants ran V1, V2, V3 and two repeatable scripts, one of which has the schema's name in it; then something changed.
     *
     * @param name what
     * @param history statements that change the history h
     * @param scripts new and changed files
     * @param removed files
     * @param settings of Flyway
     * @param state what the plan must say
     */
    record Case(
            String name,
            List<String> history,
            List<String> scripts,
            List<String> removed,
            Consumer<FluentConfiguration> settings,
            PlanState state) {

        Case(String name, PlanState state) {
            this(name, List.of(), List.of(), List.of(), c -> {}, state);
        }

        Case history(String... statements) {
            return new Case(name, List.of(statements), scripts, removed, settings, state);
        }

        Case scripts(String... namesAndTexts) {
            return new Case(name, history, List.of(namesAndTexts), removed, settings, state);
        }

        Case removed(String... files) {
            return new Case(name, history, scripts, List.of(files), settings, state);
        }

        Case settings(Consumer<FluentConfiguration> all) {
            return new Case(name, history, scripts, removed, all, state);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        String v4 = "create table d (id int)";
        String row = "insert into h (installed_rank, version, description, type, script, checksum, installed_by,"
                + " execution_time, success) select max(installed_rank) + 1, ";
        String from = ", 'me', 0, true from h";
        String newer = row + "'9', 'newer', 'SQL', 'V9__newer.sql', 1" + from;
        return Stream.of(
                new Case("nothing", PlanState.UP_TO_DATE),
                new Case("a new script", PlanState.PENDING).scripts("V4__d.sql", v4),
                new Case("a new repeatable script", PlanState.PENDING).scripts("R__new.sql", "select 4"),
                new Case("a changed repeatable script", PlanState.PENDING).scripts("R__same.sql", "select 4"),
                new Case("a changed repeatable script with the schema's name", PlanState.PENDING)
                        .scripts("R__varies.sql", "select '${flyway:defaultSchema}', 4"),
                new Case("one that ran with its text unreplaced", PlanState.CHECKSUM_MISMATCH)
                        .history("update h set checksum = " + ScriptChecksum.of("select '${flyway:defaultSchema}'")
                                + " where script = 'R__varies.sql'"),
                new Case("one that ran twice", PlanState.UP_TO_DATE)
                        .history(
                                row
                                        + "null, 'varies', 'SQL', 'R__varies.sql', checksum, 'me', 0, true from h where script ="
                                        + " 'R__varies.sql' group by checksum",
                                "update h set checksum = 77 where script = 'R__varies.sql' and installed_rank = 5",
                                "update h set installed_rank = 8 where installed_rank = 6"),
                new Case("one that ran twice, and is another one again", PlanState.PENDING)
                        .history(row + "null, 'varies', 'SQL', 'R__varies.sql', 77" + from),
                new Case("one with a placeholder of the user's own", PlanState.PENDING)
                        .scripts("R__varies.sql", "select '${flyway:defaultSchema} ${mine}'")
                        .settings(c -> c.placeholders(Map.of("mine", "x"))),
                new Case("one with a placeholder that is another one for each tenant", PlanState.PENDING)
                        .scripts("R__varies.sql", "select '${mine}', 4")
                        .settings(c -> c.placeholders(Map.of("mine", String.valueOf(c.getDefaultSchema())))),
                new Case("one with a placeholder that only Flyway knows", PlanState.PENDING)
                        .scripts("R__varies.sql", "select '${flyway:defaultSchema} ${flyway:user}'"),
                new Case("a changed script", PlanState.CHECKSUM_MISMATCH).scripts("V2__b.sql", "select 4"),
                new Case("a changed script that is not validated", PlanState.UP_TO_DATE)
                        .scripts("V2__b.sql", "select 4")
                        .settings(c -> c.validateOnMigrate(false)),
                new Case("a changed script and a new one", PlanState.CHECKSUM_MISMATCH)
                        .scripts("V2__b.sql", "select 4", "V4__d.sql", v4),
                new Case("another description", PlanState.HISTORY_MISMATCH)
                        .history("update h set description = 'other' where version = '2'"),
                new Case("another type", PlanState.HISTORY_MISMATCH)
                        .history("update h set type = 'JDBC' where version = '2'"),
                new Case("a script that is gone", PlanState.HISTORY_MISMATCH).removed("V2__b.sql"),
                new Case("a script that is gone, which is ignored", PlanState.UP_TO_DATE)
                        .removed("V2__b.sql")
                        .settings(c -> c.ignoreMigrationPatterns("*:missing")),
                new Case("a script that is gone and was marked as deleted", PlanState.UP_TO_DATE)
                        .removed("V2__b.sql")
                        .history(
                                "insert into h values (6, '2', 'b', 'DELETE', 'V2__b.sql', null, 'me', now(), 0, true)"),
                new Case("a repeatable script that is gone and was marked as deleted", PlanState.UP_TO_DATE)
                        .removed("R__same.sql")
                        .history(
                                "insert into h values (6, null, 'same', 'DELETE', 'R__same.sql', null, 'me', now(), 0, true)"),
                new Case("a repeatable script that is gone", PlanState.HISTORY_MISMATCH).removed("R__same.sql"),
                new Case("an older script", PlanState.HISTORY_MISMATCH).scripts("V1.5__x.sql", v4),
                new Case("an older script out of order", PlanState.PENDING)
                        .scripts("V1.5__x.sql", v4)
                        .settings(c -> c.outOfOrder(true)),
                new Case("an older script, which is ignored", PlanState.UP_TO_DATE)
                        .scripts("V1.5__x.sql", v4)
                        .settings(c -> c.ignoreMigrationPatterns("*:ignored")),
                new Case("a newer version", PlanState.AHEAD).history(newer),
                new Case("a newer version that is not ignored", PlanState.AHEAD)
                        .history(newer)
                        .settings(c -> c.ignoreMigrationPatterns(new String[0])),
                new Case("a newer version that failed", PlanState.AHEAD)
                        .history(newer, "update h set success = false where version = '9'"),
                new Case("two newer versions that failed", PlanState.FAILED)
                        .history(
                                newer,
                                newer.replace("9", "10"),
                                "update h set success = false where version in ('9', '10')"),
                new Case("a script that failed", PlanState.FAILED)
                        .history("update h set success = false where version = '3'"),
                new Case("a script that failed, not validated", PlanState.FAILED)
                        .history("update h set success = false where version = '3'")
                        .settings(c -> c.validateOnMigrate(false)),
                new Case("a repeatable script that failed", PlanState.FAILED)
                        .history("update h set success = false where script = 'R__same.sql'"),
                new Case("a baseline", PlanState.UP_TO_DATE)
                        .history(
                                "delete from h where version in ('1', '2')",
                                "insert into h values (0, '2', 'base', 'BASELINE', 'base', null, 'me', now(), 0, true)"),
                new Case("a baseline and a script after it", PlanState.PENDING)
                        .history(
                                "delete from h where version is not null",
                                "insert into h values (0, '2', 'base', 'BASELINE', 'base', null, 'me', now(), 0, true)",
                                "drop table c"),
                new Case("an undone script, which this edition of Flyway does not know", PlanState.HISTORY_MISMATCH)
                        .history(row + "'3', 'c', 'UNDO_SQL', 'U3__c.sql', 1" + from, "drop table c"),
                new Case("a target below a new script", PlanState.UP_TO_DATE)
                        .scripts("V4__d.sql", v4)
                        .settings(c -> c.target("3")),
                new Case("a history without rows", PlanState.PENDING)
                        .history("delete from h", "drop table a", "drop table b", "drop table c"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_plan_says_what_flyway_then_does(Case that) {
        Tenants old = db.tenants(builder -> builder.locations(scripts(
                directory,
                "V1__a.sql",
                "create table a (id int)",
                "V2__b.sql",
                "create table b (id int)",
                "V3__c.sql",
                "create table c (id int)",
                "R__same.sql",
                "select 1",
                "R__varies.sql",
                "select '${flyway:defaultSchema}'")));
        Stream.of(FIRST, SECOND).forEach(tenant -> {
            old.provision(tenant);
            db.owner().transaction(tx -> {
                tx.dsl().execute("set local search_path = {0}", DSL.name(db.schema(tenant)));
                that.history().forEach(sql -> tx.dsl().execute(sql.replaceAll("\\bh\\b", "flyway_schema_history")));
            });
        });
        that.removed()
                .forEach(file ->
                        assertThat(directory.resolve(file).toFile().delete()).isTrue());
        scripts(directory, that.scripts().toArray(String[]::new));
        Tenants now = db.tenants(
                builder -> builder.locations("filesystem:" + directory).flyway(that.settings()));

        FleetPlan plan = now.fleet().plan();

        assertThat(plan.tenants()).extracting(TenantPlan::state).containsOnly(that.state());
        plan.tenants().forEach(tenant -> assertThat(flywayDoes(tenant, that)).isEqualTo(planned(tenant)));
    }

    /** What plain Flyway runs, or that it refuses. */
    private String flywayDoes(TenantPlan tenant, Case that) {
        FluentConfiguration configuration = Flyway.configure()
                .dataSource(db.ownerSource())
                .locations("filesystem:" + directory)
                .defaultSchema(db.schema(tenant.tenant()));
        that.settings().accept(configuration);
        Flyway flyway = configuration.load();
        try {
            assertThat(tenant.pending())
                    .isEqualTo(Arrays.stream(flyway.info().pending())
                            .map(MigrationInfo::getScript)
                            .toList());
            return "runs "
                    + flyway.migrate().migrations.stream()
                            .map(done -> done.description)
                            .toList();
        } catch (FlywayException | IllegalArgumentException e) {
            return "refused";
        }
    }

    private static String planned(TenantPlan tenant) {
        return tenant.problem().isPresent()
                ? "refused"
                : "runs "
                        + tenant.pending().stream()
                                .map(script -> script.replaceAll("^.*__|\\.sql$", ""))
                                .toList();
    }
}
