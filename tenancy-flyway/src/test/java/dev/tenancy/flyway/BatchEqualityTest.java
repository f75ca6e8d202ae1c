package dev.tenancy.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenancy.TenantId;
import dev.tenancy.test.PostgresExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the batch leaves is what Flyway leaves, to the letter; and plain Flyway sees no difference. */
class BatchEqualityTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final Db db = new Db(postgres);

    private static final TenantId TENANT = TenantId.of("same");

    @TempDir
    Path directory;

    static Stream<Corpus> corpus() {
        return Corpus.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("corpus")
    void both_ways_leave_the_same_catalog_the_same_rows_and_the_same_history(Corpus corpus) throws IOException {
        List<List<String>> flyway = run(corpus, Engine.FLYWAY, false);
        for (boolean fleet : new boolean[] {true, false}) {
            List<List<String>> batch = run(corpus, Engine.BATCH, fleet);
            for (int step = 0; step < flyway.size(); step++) {
                assertThat(batch.get(step))
                        .as("step %d %s", step, fleet ? "by the fleet" : "alone")
                        .containsExactlyElementsOf(flyway.get(step));
            }
        }
        plainFlywaySeesNoDifference(corpus);
    }

    private List<List<String>> run(Corpus corpus, Engine engine, boolean fleet) throws IOException {
        db.forgetTenants();
        Path scripts = Files.createDirectory(directory.resolve(fleet ? "FLEET" : engine.name()));
        Tenants tenants = db.tenants(builder ->
                builder.locations("filesystem:" + scripts).engine(engine).flyway(corpus.settings()));
        List<List<String>> snapshots = new ArrayList<>();
        for (List<String> files : corpus.steps()) {
            Db.scripts(scripts, files.toArray(String[]::new));
            if (snapshots.isEmpty()) {
                tenants.provision(TENANT);
                assertThat(commits())
                        .as("transactions of a new tenant's history")
                        .isEqualTo(engine == Engine.BATCH ? 1 : history());
            } else {
                migrate(tenants, engine, fleet);
            }
            snapshots.add(Snapshot.of(db, TENANT, new Roles(db.layout(), db.app(), false)));
        }
        return snapshots;
    }

    private static void migrate(Tenants tenants, Engine engine, boolean fleet) {
        FleetPlan plan = tenants.fleet().plan();
        assertThat(plan.scripts()).isNotEmpty().allSatisfy(script -> assertThat(script.engine())
                .as(script.toString())
                .isEqualTo(engine));
        int before = commits();
        assertThat(fleet ? tenants.fleet().apply(plan).outcomes().get(0) : tenants.migrate(TENANT))
                .isInstanceOfSatisfying(TenantMigration.Migrated.class, migrated -> assertThat(migrated.scripts())
                        .isEqualTo(plan.tenants().get(0).pending()));
        assertThat(commits() - before)
                .as("transactions of the history's new rows")
                .isEqualTo(engine == Engine.BATCH ? 1 : plan.scripts().size());
    }

    /** A transaction writes its time into each row. */
    private static int commits() {
        return db.owner()
                .fetchSingle("select count(distinct installed_on) from {0}", db.table(TENANT, "flyway_schema_history"))
                .get(0, int.class);
    }

    private static int history() {
        return db.owner().fetchCount(DSL.table(db.table(TENANT, "flyway_schema_history")));
    }

    private void plainFlywaySeesNoDifference(Corpus corpus) {
        Flyway flyway = plain(corpus);
        assertThat(flyway.validateWithResult().validationSuccessful).isTrue();
        assertThat(flyway.info().all()).allMatch(info -> info.getState().isApplied());
        assertThat(flyway.migrate().migrationsExecuted).isZero();

        Db.scripts(directory.resolve("BATCH"), "V99__later.sql", "create table later (id int)");
        Flyway later = plain(corpus);
        assertThat(later.info().pending()).extracting(MigrationInfo::getScript).containsExactly("V99__later.sql");
        assertThat(later.migrate().migrationsExecuted).isOne();
        assertThat(db.owner().fetchValue("select to_regclass({0})", DSL.val(db.schema(TENANT) + ".later")))
                .isNotNull();
    }

    private Flyway plain(Corpus corpus) {
        var configuration = Flyway.configure()
                .dataSource(db.ownerSource())
                .locations("filesystem:" + directory.resolve("BATCH"))
                .defaultSchema(db.schema(TENANT));
        corpus.settings().accept(configuration);
        return configuration.load();
    }
}
