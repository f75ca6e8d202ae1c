package dev.tenancy.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenancy.TenantId;
import dev.tenancy.test.PostgresExtension;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.Name;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a script sets, openly or hidden from the library, ends before the next tenant, on the same connection. */
@Tag("slow") // and the same on every major
class BatchSettingsTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final Db db = new Db(postgres, false);

    private static final TenantId FIRST = TenantId.of("a-first");
    private static final TenantId SECOND = TenantId.of("b-second");

    /** What a session may have kept; each tenant's script writes it down before it sets anything. */
    private static final String SEEN = """
            insert into seen select current_setting('search_path'), current_user, session_user, current_setting('lock_timeout'),
              current_setting('work_mem'), current_setting('app.x', true),
              (select count(*) from pg_class where relname = 'kept' and relnamespace = pg_my_temp_schema()),
              (select count(*) from pg_prepared_statements where name = 'kept'),
              (select count(*) from pg_cursors where name = 'kept'),
              (select count(*) from pg_listening_channels()),
              (select count(*) from pg_locks where pid = pg_backend_pid() and locktype = 'advisory' and objid = 7),
              pg_backend_pid();
            """;

    @TempDir
    Path directory;

    @BeforeAll
    static void a_function_that_the_library_does_not_see_into() {
        db.tenants().prepare();
        db.owner()
                .execute(
                        "create function public.run(sql text) returns void language plpgsql as 'begin execute sql; end'");
        db.owner().execute("create role {0}", role());
        db.owner().execute("grant {0} to {1}", role(), DSL.name(owner()));
    }

    @AfterEach
    void no_tenant_stays() {
        db.forgetTenants();
    }

    static Stream<String> openly() {
        return Stream.of(
                "set work_mem = '7MB'",
                "set lock_timeout = '7s'",
                "set search_path = pg_catalog",
                "set role ROLE",
                "select set_config('app.x', 'left', false)",
                "create temp table kept (id int)",
                "prepare kept as select 1",
                "listen kept",
                "declare kept cursor with hold for select 1",
                "select pg_advisory_lock(7)",
                "set app.x = 'left'",
                "reset all",
                "discard plans");
    }

    @ParameterizedTest
    @MethodSource("openly")
    void said_openly_it_goes_through_flyway_and_ends_with_the_tenant(String sql) {
        migrate(Engine.FLYWAY, SEEN + said(sql));

        assertThat(seen(SECOND)).isEqualTo(expected(SECOND));
    }

    static Stream<String> hidden() {
        return openly().filter(
                        sql -> !sql.contains("set_config") && !sql.contains("advisory") && !sql.contains(" temp "));
    }

    @ParameterizedTest
    @MethodSource("hidden")
    void hidden_in_a_function_it_is_batched_and_ends_with_the_tenant(String sql) {
        migrate(Engine.BATCH, SEEN + hide(sql));

        assertThat(seen(SECOND)).isEqualTo(expected(SECOND));
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void hidden_it_does_not_move_the_next_script_to_another_schema_or_role(Engine engine) {
        migrate(engine, hide("set search_path = pg_catalog") + ";" + hide("set role ROLE"), SEEN);

        assertThat(seen(FIRST)).isEqualTo(expected(FIRST));
        assertThat(db.owner()
                        .fetchValue(
                                "select installed_by from {0} where script = 'V3__c.sql'",
                                db.table(FIRST, "flyway_schema_history")))
                .isEqualTo(owner());
    }

    private static String hide(String sql) {
        return "select public.run('" + sql.substring(0, 3) + "' || $s$"
                + said(sql).substring(3) + "$s$)";
    }

    private static String said(String sql) {
        return sql.replace("ROLE", String.valueOf(role().first()));
    }

    /** Two tenants on one connection. */
    private void migrate(Engine engine, String... sql) {
        String location = Db.scripts(
                directory,
                "V1__a.sql",
                "create table seen (path text, who text, session text, locks text, memory text, x text, temporary int,"
                        + " prepared int, cursors int, listening int, advisory int, pid int)");
        Tenants tenants = db.tenants(builder -> builder.locations(location).engine(engine));
        tenants.provision(FIRST);
        tenants.provision(SECOND);
        Db.scripts(directory, "V2__b.sql", sql[0]);
        if (sql.length > 1) {
            Db.scripts(directory, "V3__c.sql", sql[1]);
        }
        FleetPlan plan = db.tenants(builder -> builder.locations(location)
                        .engine(engine == Engine.FLYWAY && sql.length > 1 ? Engine.FLYWAY : Engine.BATCH))
                .fleet()
                .plan();
        assertThat(plan.scripts()).extracting(ScriptPlan::engine).containsOnly(engine);
        tenants.fleet()
                .apply(plan, FleetOptions.builder().parallelism(1).build())
                .orThrow();
        assertThat(pid(FIRST)).isEqualTo(pid(SECOND));
    }

    private static String expected(TenantId tenant) {
        return List.of("\"tenant_" + tenant + "\",\"\"", owner(), owner(), "1s", "4MB", "", 0, 0, 0, 0, 0)
                .toString();
    }

    private static String seen(TenantId tenant) {
        return db.owner()
                .fetchSingle(
                        "select path, who, session, locks, memory, coalesce(x, ''), temporary, prepared, cursors, listening, advisory"
                                + " from {0}",
                        db.table(tenant, "seen"))
                .intoList()
                .toString();
    }

    private static Object pid(TenantId tenant) {
        return db.owner().fetchValue("select pid from {0}", db.table(tenant, "seen"));
    }

    private static String owner() {
        return String.valueOf(postgres.ownerDataSource().getUser());
    }

    private static Name role() {
        return DSL.name(postgres.layout().groupRole() + "_other");
    }
}
