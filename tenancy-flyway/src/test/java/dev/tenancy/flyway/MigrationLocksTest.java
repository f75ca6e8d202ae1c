package dev.tenancy.flyway;

import static dev.tenancy.flyway.Db.scripts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.TenantMigration.Failed;
import dev.tenancy.flyway.TenantMigration.Migrated;
import dev.tenancy.flyway.TenantMigration.UpToDate;
import dev.tenancy.test.PostgresExtension;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Scripts that wait for others, and indexes that were left half made. */
class MigrationLocksTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final Db db = new Db(postgres, false);

    @TempDir
    Path directory;

    @Test
    void case_099_an_interrupted_create_index_concurrently_is_made_again_and_never_a_success() throws Exception {
        TenantId tenant = TenantId.of("index");
        String location = scripts(directory, "V1__a.sql", "create table a (id int)");
        at(location).provision(tenant);
        db.owner().execute("insert into tenant_index.a select g from generate_series(1, 100) g");
        scripts(directory, "V2__i.sql", "create index concurrently if not exists a_id on a (id)");
        Tenants patient = at(location);
        try (Connection reader = postgres.ownerDataSource().getConnection()) {
            reader.setAutoCommit(false);
            DSL.using(reader).fetch("select txid_current(), count(*) from tenant_index.a");
            CompletableFuture<TenantMigration> run = CompletableFuture.supplyAsync(() -> patient.migrate(tenant));
            db.superuser().fetch("select pg_terminate_backend({0})", DSL.val(building()));
            assertThat(org.assertj.core.api.Assertions.catchThrowable(run::join) != null
                            || run.join() instanceof Failed)
                    .isTrue();
        }
        assertThat(valid("tenant_index.a_id")).isFalse();
        assertThat(db.findings(patient, tenant))
                .extracting(Diagnosis.Finding::kind)
                .contains(Diagnosis.Kind.INVALID_INDEX, Diagnosis.Kind.BEHIND);

        assertThat(patient.migrate(tenant)).isInstanceOf(Migrated.class);
        assertThat(valid("tenant_index.a_id")).isTrue();
        assertThat(db.findings(patient, tenant)).isEmpty();
    }

    @Test
    void case_099_an_invalid_index_whose_script_is_recorded_as_done_is_rebuilt() {
        TenantId tenant = TenantId.of("recorded");
        String location = scripts(directory, "V1__a.sql", "create table a (id int); create index a_id on a (id)");
        at(location).provision(tenant);
        db.superuser()
                .execute("update pg_index set indisvalid = false where indexrelid = 'tenant_recorded.a_id'::regclass");

        assertThat(at(location).migrate(tenant)).isInstanceOf(UpToDate.class);
        assertThat(valid("tenant_recorded.a_id")).isTrue();

        db.superuser()
                .execute("update pg_index set indisvalid = false where indexrelid = 'tenant_recorded.a_id'::regclass");
        scripts(directory, "V2__b.sql", "create table b (id int)");
        assertThat(at(location).migrate(tenant)).isInstanceOf(Migrated.class);
        assertThat(valid("tenant_recorded.a_id"))
                .as("dropped to make way, and made again")
                .isTrue();
    }

    @Test
    void ddl_behind_a_reader_steps_back_and_tries_again() throws SQLException {
        TenantId tenant = TenantId.of("waits");
        String location = scripts(directory, "V1__a.sql", "create table a (id int)");
        at(location).provision(tenant);
        scripts(directory, "V2__b.sql", "alter table a add column b int");
        Tenants quick = db.tenants(builder ->
                builder.locations(location).lockTimeout(Duration.ofMillis(100)).attempts(10_000));
        try (Connection reader = readerOf("tenant_waits.a")) {
            CompletableFuture<TenantMigration> run = CompletableFuture.supplyAsync(() -> quick.migrate(tenant));
            DSLContext other = db.owner();
            for (int i = 0; i < 10; i++) {
                long begun = System.nanoTime();
                other.fetch("select from tenant_waits.a");
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
            }
            reader.commit();
            assertThat(run.join()).isInstanceOf(Migrated.class);
        }
    }

    @Test
    void what_was_done_before_a_script_that_had_to_be_tried_again_is_told_too() throws Exception {
        TenantId tenant = TenantId.of("twice");
        String location = scripts(directory, "V1__a.sql", "create table a (id int)");
        at(location).provision(tenant);
        scripts(directory, "V2__b.sql", "create table b (id int)", "V3__a.sql", "alter table a add column b int");
        Tenants quick = db.tenants(builder -> builder.locations(location)
                .engine(Engine.FLYWAY) // a batch is one transaction: nothing would be done before V3
                .lockTimeout(Duration.ofMillis(50))
                .attempts(20));
        try (Connection reader = readerOf("tenant_twice.a")) {
            CompletableFuture<TenantMigration> run = CompletableFuture.supplyAsync(() -> quick.migrate(tenant));
            while (!db.tenants().find(tenant).orElseThrow().version().equals(java.util.Optional.of("2"))) {
                assertThat(run).isNotDone();
                Thread.sleep(10);
            }
            Thread.sleep(200); // so that V3 has failed once, if it can
            reader.commit();
            assertThat(run.join()).isInstanceOfSatisfying(Migrated.class, migrated -> {
                assertThat(migrated.scripts()).containsExactly("V2__b.sql", "V3__a.sql");
                assertThat(migrated.from()).contains("1");
                assertThat(migrated.to()).contains("3");
            });
        }
    }

    @Test
    void ddl_that_never_gets_its_lock_fails_with_the_name_of_the_holder() throws SQLException {
        TenantId tenant = TenantId.of("blocked");
        String location = scripts(directory, "V1__a.sql", "create table a (id int)");
        at(location).provision(tenant);
        scripts(directory, "V2__b.sql", "alter table a add column b int");
        Tenants impatient = db.tenants(builder ->
                builder.locations(location).lockTimeout(Duration.ofMillis(50)).attempts(2));
        try (Connection reader = readerOf("tenant_blocked.a")) {
            int pid = DSL.using(reader).fetchSingle("select pg_backend_pid()").get(0, int.class);

            assertThat(impatient.migrate(tenant)).isInstanceOfSatisfying(Failed.class, failed -> {
                assertThat(failed.error().sqlState()).contains("55P03");
                assertThat(failed.error().message())
                        .contains("Tables of tenant 'blocked' are in use: [process " + pid + " (");
            });
        }
    }

    @Test
    void a_batch_does_not_wait_again_for_a_lock_that_flyways_run_will_wait_for() throws SQLException {
        TenantId tenant = TenantId.of("tries");
        String location = scripts(directory, "V1__a.sql", "create table a (id int); create sequence tries");
        at(location).provision(tenant);
        scripts(directory, "V2__b.sql", "select nextval('tries'); alter table a add column b int");
        Tenants thrice = db.tenants(builder ->
                builder.locations(location).lockTimeout(Duration.ofMillis(20)).attempts(3));
        try (Connection reader = readerOf("tenant_tries.a")) {

            assertThat(thrice.migrate(tenant)).isInstanceOf(Failed.class);
            assertThat(tries())
                    .as("what a sequence gave stays, rolled back or not")
                    .isEqualTo(4);
            assertThat(thrice.fleet().apply(thrice.fleet().plan()).failed()).isOne();
            assertThat(tries()).isEqualTo(8);
        }
    }

    @Test
    void an_index_that_cannot_be_rebuilt_is_failed_with_the_reason() {
        TenantId tenant = TenantId.of("doubled");
        String location =
                scripts(directory, "V1__a.sql", "create table a (id int); create unique index a_id on a (id)");
        at(location).provision(tenant);
        db.superuser()
                .execute(
                        "update pg_index set indisvalid = false, indisready = false, indislive = true where indexrelid ="
                                + " 'tenant_doubled.a_id'::regclass");
        db.owner().execute("insert into tenant_doubled.a values (1), (1)");

        assertThat(at(location).migrate(tenant)).isInstanceOfSatisfying(Failed.class, failed -> assertThat(
                        failed.error().sqlState())
                .contains("23505"));
        assertThat(db.findings(at(location), tenant))
                .extracting(Diagnosis.Finding::kind)
                .contains(Diagnosis.Kind.INVALID_INDEX);
    }

    private Tenants at(String location) {
        return db.tenants(builder -> builder.locations(location));
    }

    /** Whoever would change the table waits until this one commits. */
    private static Connection readerOf(String table) throws SQLException {
        Connection reader = postgres.ownerDataSource().getConnection();
        reader.setAutoCommit(false);
        DSL.using(reader).fetch("select from " + table);
        return reader;
    }

    private static Object tries() {
        return db.owner().fetchValue("select last_value::int from tenant_tries.tries");
    }

    private static int building() throws InterruptedException {
        for (int i = 0; i < 1_200; i++) {
            Object pid = db.superuser()
                    .fetchValue("select min(pid) from pg_stat_progress_create_index where phase like 'waiting%'");
            if (pid instanceof Integer found) {
                return found;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("no index is being built");
    }

    private static boolean valid(String index) {
        return Boolean.TRUE.equals(db.superuser()
                .fetchValue("select indisvalid from pg_index where indexrelid = to_regclass({0})", DSL.val(index)));
    }
}
