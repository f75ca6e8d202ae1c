package dev.tenancy.integration;

import static dev.tenancy.generated.tenant.Tables.ITEMS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.currentUser;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import dev.tenancy.VoidWork;
import dev.tenancy.test.PostgresExtension;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.conf.MappedSchema;
import org.jooq.conf.RenderMapping;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.util.PSQLException;

/** Section F of the catalogue: with {@code ROLE}, PostgreSQL itself stops what names another tenant. */
class EnforcementTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.builder()
            .migrationResource("db/tenant/V1__items.sql")
            .migration("create sequence numbers; create procedure nothing() language sql as 'select 1';"
                    + " insert into items (owner, name) values ('${flyway:defaultSchema}', 'first')")
            .tenants("acme", "globex")
            .build();

    private static final TenantId ACME = TenantId.of("acme");

    private static HikariDataSource pool;
    private static Tenancy tenancy;

    @BeforeAll
    static void open_a_pool() {
        pool = Residue.poolOfOne(postgres);
        tenancy = Tenancy.builder(pool).layout(postgres.layout()).build();
    }

    @AfterAll
    static void close_the_pool() {
        pool.close();
    }

    @Test
    void case_067_the_login_itself_reads_no_tenant() {
        assertThatThrownBy(() -> asLogin("select * from tenant_acme.items")).satisfies(EnforcementTest::denied);
        assertThatThrownBy(() -> asLogin("insert into tenant_acme.items (owner, name) values ('x', 'x')"))
                .satisfies(EnforcementTest::denied);
    }

    @TestFactory
    Stream<DynamicTest> case_068_acme_on_globex_is_denied_for_every_verb() {
        return Stream.of(
                        "select * from tenant_globex.items",
                        "select count(*) from tenant_globex.items",
                        "select 1 from tenant_acme.items a join tenant_globex.items b on a.id = b.id",
                        "table tenant_globex.items",
                        "insert into tenant_globex.items (owner, name) values ('acme', 'x')",
                        "insert into tenant_acme.items (owner, name) select owner, name from tenant_globex.items",
                        "update tenant_globex.items set name = 'x'",
                        "delete from tenant_globex.items",
                        "merge into tenant_globex.items t using (values (1)) s(id) on t.id = s.id when matched then delete",
                        "with gone as (delete from tenant_globex.items returning 1) select * from gone",
                        "truncate tenant_globex.items",
                        "copy tenant_globex.items to stdout",
                        "select nextval('tenant_globex.numbers')",
                        "select currval('tenant_globex.numbers')",
                        "call tenant_globex.nothing()",
                        "select 'x'::tenant_globex.sku",
                        "alter table tenant_globex.items add x int",
                        "drop table tenant_globex.items",
                        "drop schema tenant_globex cascade",
                        "create table tenant_globex.x (a int)",
                        "create index on tenant_globex.items (name)",
                        "grant select on tenant_globex.items to public",
                        "comment on table tenant_globex.items is 'x'",
                        "explain analyze select * from tenant_globex.items",
                        "do $$ begin perform count(*) from tenant_globex.items; end $$",
                        "declare c cursor for select * from tenant_globex.items")
                .flatMap(sql -> Stream.of(
                        DynamicTest.dynamicTest("first: " + sql, () -> deniedInAcme(dsl -> dsl.execute(sql))),
                        DynamicTest.dynamicTest(
                                "later: " + sql,
                                () -> deniedInAcme(dsl -> {
                                    assertThat(dsl.fetchCount(ITEMS)).isPositive();
                                    dsl.execute(sql);
                                })),
                        DynamicTest.dynamicTest("single: " + sql, () -> assertThatThrownBy(
                                        () -> tenancy.dsl(ACME).execute(sql))
                                .satisfies(EnforcementTest::denied))));
    }

    @Test
    void case_068_nor_after_what_must_come_before_the_role() {
        for (String first : List.of("set transaction isolation level serializable", "set transaction read only")) {
            deniedInAcme(dsl -> {
                dsl.execute(first);
                dsl.fetch("select * from tenant_globex.items");
            });
        }
        deniedInAcme(dsl -> dsl.execute("set transaction read only; select * from tenant_globex.items"));
        tenancy.useTransaction(ACME, dsl -> {
            dsl.execute("set transaction isolation level serializable");
            assertThat(dsl.fetchCount(ITEMS)).isPositive();
            assertThat(dsl.fetchValue("show transaction_isolation")).isEqualTo("serializable");
        });
    }

    @Test
    void case_068_a_batch_and_a_cursor_on_globex_are_denied() {
        deniedInAcme(
                dsl -> dsl.batch("update tenant_globex.items set name = 'x'").execute());
        deniedInAcme(dsl -> dsl.resultQuery("select * from tenant_globex.items")
                .fetchSize(1)
                .fetchLazy());
        deniedInAcme(dsl -> dsl.connection(c -> {
            try (Statement statement = c.createStatement()) {
                statement.addBatch("delete from tenant_globex.items");
                statement.executeBatch();
            }
        }));
        assertThat(tenancy.<Integer, RuntimeException>inTransaction(
                        TenantId.of("globex"), dsl -> dsl.fetchCount(ITEMS)))
                .isEqualTo(1);
    }

    @Test
    void case_068_locking_a_table_of_globex_is_denied() {
        deniedInAcme(dsl -> dsl.execute("lock table tenant_globex.items"));
    }

    @Test
    void case_068_granting_to_others_changes_nothing() {
        tenancy.useTransaction(
                ACME, dsl -> dsl.execute("grant select on tenant_acme.items to public")); // only a warning
        assertThat(tenancy.verifyIsolation().findings()).isEmpty();
    }

    @Test
    void case_069_a_rigged_mapping_is_denied_and_gives_no_rows() {
        RenderMapping rigged = new RenderMapping()
                .withSchemata(new MappedSchema().withInput("tenant").withOutput("tenant_globex"));
        deniedInAcme(dsl -> dsl.configuration()
                .derive(dsl.configuration().settings().withRenderMapping(rigged))
                .dsl()
                .selectFrom(ITEMS)
                .fetch());
        deniedInAcme(
                dsl -> dsl.selectFrom(table(name("tenant_globex", "items"))).fetch());
    }

    @Test
    void case_071_the_role_is_gone_after_commit_rollback_and_exception() throws SQLException {
        String login = postgres.appDataSource().getUser();
        String role = postgres.layout().roleOf(ACME);

        tenancy.useTransaction(ACME, dsl -> assertThat(user(dsl)).isEqualTo(role));
        assertThat(loginNow()).isEqualTo(login);

        assertThatThrownBy(() -> tenancy.useTransaction(ACME, dsl -> {
                    assertThat(user(dsl)).isEqualTo(role);
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(loginNow()).isEqualTo(login);

        assertThatThrownBy(() -> tenancy.useTransaction(ACME, dsl -> dsl.execute("select 1/0")))
                .hasMessageContaining("division by zero");
        assertThat(loginNow()).isEqualTo(login);

        assertThat(user(tenancy.dsl(ACME))).isEqualTo(role);
        assertThat(loginNow()).isEqualTo(login);
        assertThatThrownBy(() -> tenancy.dsl(ACME).execute("select 1/0")).hasMessageContaining("division by zero");
        assertThat(loginNow()).isEqualTo(login);
    }

    @Test
    void case_072_savepoints_keep_the_role() {
        String role = postgres.layout().roleOf(ACME);
        tenancy.useTransaction(ACME, dsl -> {
            // the savepoint comes before any statement: rolling back to it must not take the role with it
            assertThatThrownBy(() -> dsl.transaction(nested -> {
                        assertThat(user(nested.dsl())).isEqualTo(role);
                        throw new IllegalStateException("back to the savepoint");
                    }))
                    .hasMessage("back to the savepoint");
            assertThat(user(dsl)).isEqualTo(role);
            dsl.transaction(nested -> {
                nested.dsl()
                        .transaction(deeper -> assertThat(user(deeper.dsl())).isEqualTo(role));
                assertThatThrownBy(() -> nested.dsl()
                                .transaction(deeper -> deeper.dsl().fetch("select * from tenant_globex.items")))
                        .satisfies(EnforcementTest::denied);
                assertThat(user(nested.dsl())).isEqualTo(role);
            });
            dsl.execute("savepoint by_hand");
            dsl.execute("rollback to savepoint by_hand");
            assertThat(user(dsl)).isEqualTo(role);
        });
    }

    @Test
    void case_072_a_savepoint_by_hand_as_the_first_statement_keeps_the_role() {
        tenancy.useTransaction(ACME, dsl -> {
            dsl.execute("savepoint by_hand");
            dsl.execute("rollback to savepoint by_hand");
            assertThat(user(dsl)).isEqualTo(postgres.layout().roleOf(ACME));
        });
    }

    @TestFactory
    Stream<DynamicTest> case_078_creating_objects_is_denied() {
        return denied(
                "create table tenant_acme.x (a int)",
                "create view tenant_acme.x as select 1",
                "create function tenant_acme.x() returns int language sql as 'select 1'",
                "create schema x",
                "create role x",
                "create extension hstore schema tenant_acme",
                "alter table tenant_acme.items add x int",
                "alter schema tenant_acme rename to x",
                "drop table tenant_acme.items",
                "truncate tenant_acme.items",
                "alter table tenant_acme.items enable row level security");
    }

    @TestFactory
    Stream<DynamicTest> case_079_temporary_tables_are_denied() {
        return denied(
                "create temp table x (a int)",
                "create temporary table items as select 1 as id",
                "select 1 as a into temp x");
    }

    @TestFactory
    Stream<DynamicTest> case_080_writing_to_public_is_denied() {
        postgres.execute("create table if not exists public.nobodys (a int)");
        return denied(
                "create table public.x (a int)",
                "create function public.x() returns int language sql as 'select 1'",
                "select * from public.nobodys",
                "insert into public.nobodys values (1)",
                "drop table public.nobodys",
                "drop schema public");
    }

    @Test
    void case_081_other_databases_are_denied() {
        String login = postgres.appDataSource().getUser();
        String other = postgres.appDataSource()
                .getURL()
                .replace(postgres.appDataSource().getDatabaseName(), "other_of_" + login);
        asSuperuser(
                "create database \"other_of_" + login + "\"",
                "revoke all on database \"other_of_" + login + "\" from public");
        try {
            assertThatThrownBy(() -> DriverManager.getConnection(
                                    other, login, postgres.appDataSource().getPassword())
                            .close())
                    .satisfies(EnforcementTest::denied)
                    .hasMessageContaining("permission denied for database");
        } finally {
            asSuperuser("drop database \"other_of_" + login + "\" with (force)");
        }
    }

    private static Stream<DynamicTest> denied(String... texts) {
        return Stream.of(texts)
                .flatMap(sql -> Stream.of(
                        DynamicTest.dynamicTest("in a tenant: " + sql, () -> deniedInAcme(dsl -> dsl.execute(sql))),
                        DynamicTest.dynamicTest("the login itself: " + sql, () -> assertThatThrownBy(() -> asLogin(sql))
                                .satisfies(EnforcementTest::denied))));
    }

    private static void deniedInAcme(VoidWork<RuntimeException> work) {
        assertThatThrownBy(() -> tenancy.useTransaction(ACME, work))
                .isInstanceOf(DataAccessException.class)
                .satisfies(EnforcementTest::denied);
    }

    private static void denied(Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof PSQLException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        assertThat(cause).isInstanceOf(PSQLException.class);
        assertThat(((PSQLException) cause).getSQLState()).as(cause.getMessage()).isEqualTo("42501");
    }

    private static void asLogin(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void asSuperuser(String... texts) {
        try (Connection connection = postgres.superuserDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : List.of(texts)) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String loginNow() throws SQLException {
        return Residue.of(pool).session().get("current_user");
    }

    private static String user(DSLContext dsl) {
        return dsl.select(currentUser()).fetchSingle().value1();
    }
}
