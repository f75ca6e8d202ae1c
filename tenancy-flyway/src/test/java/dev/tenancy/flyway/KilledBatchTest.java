package dev.tenancy.flyway;

import static dev.tenancy.flyway.Db.scripts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenancy.TenantId;
import dev.tenancy.TenantStatus;
import dev.tenancy.flyway.TenantMigration.Failed;
import dev.tenancy.flyway.TenantMigration.Migrated;
import dev.tenancy.test.PostgresExtension;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.stream.IntStream;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that is killed in the one transaction of a batch, and errors in it: nothing is half done. */
@Tag("slow") // and the same on every major
class KilledBatchTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final Db db = new Db(postgres, false);

    private static final TenantId UNDISTURBED = TenantId.of("undisturbed");
    private static final TenantId TENANT = TenantId.of("killed");

    @TempDir
    Path directory;

    private Tenants tenants;

    @BeforeEach
    void three_scripts() {
        tenants = db.tenants(builder -> builder.locations(scripts(directory, texts(""))));
        tenants.prepare();
        db.forgetTenants();
        tenants.provision(UNDISTURBED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"V1__a.sql", "V2__b.sql", "V3__c.sql"})
    void case_093_a_process_killed_in_any_script_of_a_new_tenant_leaves_nothing(String script) throws Exception {
        scripts(directory, texts(script));
        kill("provision-at-once", "PgSleep");
        nothingIsLeft();

        scripts(directory, texts(""));
        provisionedAsEver();
    }

    @Test
    void case_093_a_process_killed_between_the_scripts_and_the_commit_of_a_new_tenant_leaves_nothing()
            throws Exception {
        try (Connection blocker = registryHeld()) {
            kill("provision-at-once", "relation");
            nothingIsLeft();
            blocker.rollback();
        }
        provisionedAsEver();
    }

    @ParameterizedTest
    @ValueSource(strings = {"V2__b.sql", "V3__c.sql"})
    void a_process_killed_in_any_script_of_a_batch_leaves_the_tenant_as_it_was(String script) throws Exception {
        String before = atTheFirst();
        scripts(directory, texts(script));
        kill("migrate", "PgSleep");
        assertThat(db.shape(TENANT)).isEqualTo(before);
        assertThat(versions()).containsExactly("1");

        scripts(directory, texts(""));
        migratedAsEver();
    }

    @Test
    void a_process_killed_between_the_scripts_and_the_commit_of_a_batch_leaves_the_tenant_as_it_was() throws Exception {
        String before = atTheFirst();
        scripts(directory, texts(""));
        try (Connection blocker = registryHeld()) {
            kill("migrate", "relation");
            assertThat(db.shape(TENANT)).isEqualTo(before);
            assertThat(versions()).containsExactly("1");
            blocker.rollback();
        }
        migratedAsEver();
    }

    /** Of the sequence's values nothing is rolled back, so that it counts the attempts. */
    @ParameterizedTest
    @ValueSource(strings = {"tuple concurrently updated", "cache lookup failed for relation 4242"})
    void an_internal_error_in_the_batch_is_tried_again_and_leaves_no_trace(String message) {
        failsOnce(message);
        Tenants flaky = db.tenants(
                builder -> builder.locations("filesystem:" + directory).scriptsMayReachOut());
        scripts(directory, "V3__c.sql", "create table c (id int); select public.flaky()");

        assertThat(flaky.provision(TENANT).status()).isEqualTo(TenantStatus.ACTIVE);
        assertThat(db.shape(TENANT)).isEqualTo(db.shape(UNDISTURBED));
        assertThat(attempts()).isEqualTo(2);

        failsOnce(message);
        scripts(directory, "V4__d.sql", "create table d (id int)", "V5__e.sql", "select public.flaky()");
        assertThat(flaky.migrate(TENANT))
                .isInstanceOfSatisfying(Migrated.class, migrated -> assertThat(migrated.scripts())
                        .containsExactly("V4__d.sql", "V5__e.sql"));
        assertThat(versions()).containsExactly("1", "2", "3", "4", "5");
        assertThat(attempts()).isEqualTo(2);
        assertThat(db.owner()
                        .fetchValue(
                                "select count(distinct installed_on) from {0} where installed_rank > 3",
                                db.table(TENANT, "flyway_schema_history")))
                .as("transactions: a transient error is tried again as a batch, others by Flyway")
                .isEqualTo(message.contains("concurrently") ? 1L : 2L);
    }

    @Test
    void an_internal_error_that_stays_is_the_scripts_and_what_ran_before_it_is_kept() {
        atTheFirst();
        scripts(directory, texts(""));
        scripts(
                directory,
                "V3__c.sql",
                "create table c (id int);\ndo $$ begin raise 'odd' using errcode = 'XX000'; end $$");

        assertThat(tenants.migrate(TENANT)).isInstanceOfSatisfying(Failed.class, failed -> assertThat(
                        failed.error().message())
                .isEqualTo("Script V3__c.sql, line 2: odd (XX000). It was rolled back. Correct it."));
        assertThat(versions()).containsExactly("1", "2");
        assertThat(db.owner().fetchValue("select to_regclass('tenant_killed.c')"))
                .isNull();

        scripts(directory, texts(""));
        migratedAsEver();
    }

    private static String[] texts(String sleeping) {
        return IntStream.of('a', 'b', 'c')
                .boxed()
                .flatMap(letter -> {
                    String name = "V" + (letter - 'a' + 1) + "__" + (char) letter.intValue() + ".sql";
                    String sleep = name.equals(sleeping) ? "; select pg_sleep(60)" : "";
                    return List.of(name, "create table " + (char) letter.intValue() + " (id int)" + sleep).stream();
                })
                .toArray(String[]::new);
    }

    private String atTheFirst() {
        try {
            for (String later : List.of("V2__b.sql", "V3__c.sql")) {
                java.nio.file.Files.delete(directory.resolve(later));
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        tenants.provision(TENANT);
        return db.shape(TENANT);
    }

    private void kill(String mode, String waitsFor) throws Exception {
        try (Child child = Child.start(postgres, mode, TENANT.value(), directory.toString())) {
            while (backends(waitsFor) == 0) {
                Thread.sleep(20);
            }
            child.kill();
        }
        while (backends(waitsFor) > 0) { // its backend looks once a second whether anybody is there
            Thread.sleep(20);
        }
    }

    private static int backends(String waitsFor) {
        return db.superuser()
                .fetchSingle(
                        "select count(*) from pg_stat_activity where wait_event = {0} and datname = current_database()",
                        DSL.val(waitsFor))
                .get(0, int.class);
    }

    private static Connection registryHeld() throws Exception {
        Connection blocker = postgres.ownerDataSource().getConnection();
        blocker.setAutoCommit(false);
        DSL.using(blocker).execute("lock table public.tenants in share mode");
        return blocker;
    }

    private void nothingIsLeft() {
        assertThat(tenants.find(TENANT)).isEmpty();
        assertThat(db.schemaExists(TENANT)).isFalse();
        assertThat(db.roleExists(TENANT)).isFalse();
    }

    private void provisionedAsEver() {
        assertThat(tenants.provision(TENANT).status()).isEqualTo(TenantStatus.ACTIVE);
        assertThat(db.shape(TENANT)).isEqualTo(db.shape(UNDISTURBED));
        assertThat(versions()).containsExactly("1", "2", "3");
    }

    private void migratedAsEver() {
        assertThat(tenants.migrate(TENANT)).isInstanceOf(Migrated.class);
        assertThat(db.shape(TENANT)).isEqualTo(db.shape(UNDISTURBED));
        assertThat(versions()).containsExactly("1", "2", "3");
        assertThat(tenants.find(TENANT).orElseThrow().version()).contains("3");
    }

    private static List<String> versions() {
        return db.owner()
                .resultQuery(
                        "select version from {0} where success order by installed_rank",
                        db.table(TENANT, "flyway_schema_history"))
                .fetchInto(String.class);
    }

    private static void failsOnce(String message) {
        db.owner().execute("drop sequence if exists public.attempts cascade");
        db.owner().execute("create sequence public.attempts");
        db.owner()
                .execute(
                        "create or replace function public.flaky() returns void language plpgsql as {0}",
                        DSL.inline("begin if nextval('public.attempts') = 1 then raise '" + message
                                + "' using errcode = 'XX000'; end if; end"));
    }

    private static long attempts() {
        return db.owner().fetchSingle("select last_value from public.attempts").get(0, long.class);
    }
}
