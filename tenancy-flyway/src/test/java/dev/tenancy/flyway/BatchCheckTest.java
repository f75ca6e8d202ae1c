package dev.tenancy.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.test.PostgresExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.Name;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the batch's check and Flyway's guard say of a transaction that touches more than its tenant, however it does so. */
class BatchCheckTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final Db db = new Db(postgres);

    private static final String SCHEMA = "tenant_checked";

    private static OwnerSession session;

    /** How a statement is said; in the last three a subtransaction writes. */
    enum Form {
        PLAIN("%s"),
        DO("do $do$ begin execute $x$ %s $x$; end $do$"),
        SAVEPOINT("savepoint s; %s; release savepoint s"),
        EXCEPTION("do $do$ begin begin execute $x$ %s $x$; exception when division_by_zero then null; end; end $do$"),
        AFTER_OTHERS("do $do$ begin for i in 1..4 loop begin execute format('create table tenant_checked.n%%s ()', i);"
                + " perform 1 / (i %% 2); exception when division_by_zero then null; end; end loop;"
                + " begin execute $x$ %s $x$; exception when division_by_zero then null; end; end $do$");

        private final String template;

        Form(String template) {
            this.template = template;
        }

        String of(String sql) {
            return String.format(template, sql);
        }
    }

    @BeforeAll
    static void something_outside() {
        db.tenants().prepare();
        for (String sql : List.of(
                "create schema " + SCHEMA,
                "create schema elsewhere",
                "create function public.known() returns int return 1",
                "create type public.mood as enum ('sad')",
                "create table public.shared (id int primary key)",
                "create sequence public.numbers",
                "create table tenant_checked.own (id int)",
                "create index own_id on tenant_checked.own (id)",
                "create function tenant_checked.fired() returns trigger language plpgsql as 'begin return new; end'",
                "create trigger known before insert on public.shared for each row execute function tenant_checked.fired()")) {
            db.owner().execute(sql);
        }
    }

    @BeforeEach
    void open() throws SQLException {
        if (session == null) {
            session = new OwnerSession(postgres.ownerDataSource().getConnection(), () -> {}, Duration.ofSeconds(5));
        }
    }

    @AfterEach
    void roll_back() {
        session.rollback();
    }

    @AfterAll
    static void close() {
        session.close();
    }

    static Stream<Arguments> reaching_out() {
        return Stream.of(
                        new String[] {
                            "create function public.f() returns int return 1",
                            "a function outside of",
                            "function public.f"
                        },
                        new String[] {
                            "create or replace function public.known() returns int return 2",
                            "a function outside of",
                            "function public.known"
                        },
                        new String[] {
                            "alter function public.known() stable", "a function outside of", "function public.known"
                        },
                        new String[] {
                            "drop function public.known()", "dropped or altered outside of", "function public.known()"
                        },
                        new String[] {"create type public.t as enum ('a')", "a type outside of", "type public.t"},
                        new String[] {"create domain public.d as int", "a type outside of", "type public.d"},
                        new String[] {"drop type public.mood", "dropped or altered outside of", "type public.mood"},
                        new String[] {
                            "create trigger t before insert on public.shared for each row execute function tenant_checked.fired()",
                            "a trigger outside of",
                            "trigger t on public.shared"
                        },
                        new String[] {
                            "drop trigger known on public.shared", "dropped or altered outside of", "public.shared"
                        },
                        new String[] {"create schema stray", "a schema beside", "schema stray"},
                        new String[] {"drop schema elsewhere", "dropped or altered outside of", "schema elsewhere"},
                        new String[] {
                            "create extension hstore schema tenant_checked", "an extension for", "extension hstore"
                        },
                        new String[] {
                            "alter default privileges grant select on tables to public",
                            "default privileges outside of",
                            "default privileges of "
                        },
                        new String[] {"insert into public.shared values (1)", "written outside of", "public.shared"},
                        new String[] {"update public.shared set id = 2", "written outside of", "public.shared"},
                        new String[] {"truncate public.shared", "dropped or altered outside of", "public.shared"},
                        new String[] {
                            "alter table public.shared add x int", "dropped or altered outside of", "public.shared"
                        },
                        new String[] {"create table public.t (id int)", "written outside of", "public.t"},
                        new String[] {"create view public.v as select 1", "written outside of", "public.v"},
                        new String[] {"create sequence public.s", "written outside of", "public.s"},
                        new String[] {"drop table public.shared", "dropped or altered outside of", "table public.shared"
                        },
                        new String[] {
                            "alter table public.shared set schema tenant_checked", "dropped or altered outside of", null
                        },
                        new String[] {
                            "alter sequence public.numbers set schema tenant_checked",
                            "dropped or altered outside of",
                            null
                        })
                .flatMap(row -> Stream.of(Form.values()).map(form -> Arguments.of(row[0], form, row[1], row[2])));
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("reaching_out")
    void what_reaches_out_fails_the_batch_and_is_named_by_the_guard(String sql, Form form, String said, String named) {
        assertThatThrownBy(() -> check(form.of(sql), false))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining(said + " tenant_checked");
        assertThatThrownBy(() -> guard(form.of(sql))).hasMessageContaining(BatchSql.LOOK_CLOSER);
        assertThatThrownBy(() -> guard(BatchSql.GUARD_OF_NEW, form.of(sql))).hasMessageContaining(BatchSql.LOOK_CLOSER);
        assertThatThrownBy(
                        () -> guard(
                                BatchSql.GUARD_OF_NEW,
                                "create table tenant_checked.before (id int primary key); " + form.of(sql)
                                        + "; create table tenant_checked.t (id serial, other int references tenant_checked.before)"))
                .hasMessageContaining(BatchSql.LOOK_CLOSER);
        check(form.of(sql), true);
        if (named != null) {
            assertThat(outside(form.of(sql))).anyMatch(found -> found.startsWith(named));
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void what_stays_inside_passes_both(Form form) {
        for (String sql : List.of(
                "create table tenant_checked.t (id serial primary key, other int references public.shared, m public.mood)",
                "alter table tenant_checked.own alter id type bigint",
                "drop table tenant_checked.own",
                "create function tenant_checked.f() returns int return 1",
                "create or replace function tenant_checked.fired() returns trigger language plpgsql as 'begin return null; end'",
                "create type tenant_checked.t as enum ('a'); drop type tenant_checked.t",
                "create type tenant_checked.t as (a int)",
                "create domain tenant_checked.d as int check (value > 0)",
                "create materialized view tenant_checked.v as select * from public.shared",
                "create trigger t before insert on tenant_checked.own for each row execute function tenant_checked.fired()",
                "create temp table gone (id int) on commit drop",
                "alter default privileges in schema tenant_checked grant select on tables to public",
                "insert into tenant_checked.own select count(*) from public.shared",
                "truncate tenant_checked.own")) {
            check(form.of(sql), false);
            assertThat(outside(form.of(sql))).as(form.of(sql)).isEmpty();
        }
    }

    @Test
    void what_others_commit_meanwhile_is_not_the_scripts() {
        begin(false);
        send(
                "create table tenant_checked.t (id int); savepoint s; create table tenant_checked.u (id int); release savepoint s");
        db.owner().execute("create function public.theirs() returns int return 1");
        db.owner().execute("create type public.theirs as enum ('a')");

        assertThat(look()).isEmpty();
        send(end(false));
        db.owner().execute("drop function public.theirs(); drop type public.theirs");
    }

    @Test
    void an_index_that_is_not_valid_fails_the_batch() {
        db.superuser()
                .execute("update pg_index set indisvalid = false where indexrelid = 'tenant_checked.own_id'::regclass");
        try {
            assertThatThrownBy(() -> check("select 1", true))
                    .hasMessageContaining("an index is not valid in tenant_checked");
        } finally {
            db.superuser()
                    .execute(
                            "update pg_index set indisvalid = true where indexrelid = 'tenant_checked.own_id'::regclass");
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void where_rows_are_not_counted_they_are_looked_for(Form form) {
        db.superuser().execute("grant set on parameter track_counts to {0}", owner());
        session.set("track_counts", "off");
        try {
            assertThatThrownBy(() -> check(form.of("create function public.f() returns int return 1"), false))
                    .hasMessageContaining("a function outside of tenant_checked");
            assertThatThrownBy(() -> check(form.of("create type public.t as enum ('a')"), false))
                    .hasMessageContaining("a type outside of tenant_checked");
            check(form.of("create table tenant_checked.t (id int)"), false);
        } finally {
            session.set("track_counts", "on");
            db.superuser().execute("revoke set on parameter track_counts from {0}", owner());
        }
    }

    private static Name owner() {
        return DSL.name(String.valueOf(postgres.ownerDataSource().getUser()));
    }

    /** As a batch does it, but for the scripts' history and the commit. */
    private static void check(String sql, boolean mayReachOut) {
        try {
            begin(mayReachOut);
            send(sql + ";\n" + end(mayReachOut));
        } finally {
            session.rollback();
        }
    }

    /** As for a batch that is thought to make and drop nothing. */
    private static void guard(String sql) {
        guard(BatchSql.GUARD, sql);
    }

    private static void guard(String guard, String sql) {
        try {
            send("begin; " + sql(BatchSql.BEGIN, DSL.inline(SCHEMA)) + sql + ";\n"
                    + sql(guard, DSL.inline(SCHEMA), DSL.inline(false)));
        } finally {
            session.rollback();
        }
    }

    @Test
    void what_changes_tables_of_its_own_needs_no_closer_look() {
        guard("alter table tenant_checked.own add column more text; create index on tenant_checked.own (more);"
                + " insert into tenant_checked.own (id) values (7); comment on table tenant_checked.own is 'a'");
    }

    @Test
    void tables_of_a_new_schema_with_all_that_they_have_need_no_closer_look() {
        String tables = "create table tenant_checked.t (id serial primary key, n text not null unique);"
                + " create table tenant_checked.u (id int references tenant_checked.t check (id > 0));"
                + " create index on tenant_checked.u (id); insert into tenant_checked.t (n) values ('a');"
                + " create trigger t before insert on tenant_checked.t for each row execute function tenant_checked.fired();"
                + " alter table tenant_checked.u add column more text default 'a'; create view tenant_checked.v as select 1 as one";
        guard(BatchSql.GUARD_OF_NEW, tables);

        assertThatThrownBy(() -> guard(tables)).hasMessageContaining(BatchSql.LOOK_CLOSER);
    }

    @Test
    void what_names_its_schema_and_so_depends_on_it_twice_hides_nothing_of_others() {
        assertThatThrownBy(() -> guard(
                        BatchSql.GUARD_OF_NEW,
                        "create table tenant_checked.t (id int8) partition by range ((id + 'tenant_checked'::regnamespace::oid::int8));"
                                + " create type public.e as enum ('a')"))
                .hasMessageContaining(BatchSql.LOOK_CLOSER);
        assertThatThrownBy(() -> check(
                        "create function tenant_checked.f(a regnamespace default 'tenant_checked'::regnamespace) returns int return 1;"
                                + " create function public.f() returns int return 1",
                        false))
                .hasMessageContaining("a function outside of tenant_checked");
    }

    private static List<String> outside(String sql) {
        try {
            send("begin; " + sql);
            return look();
        } finally {
            session.rollback();
        }
    }

    private static List<String> look() {
        return new Outside(
                        session,
                        new OwnerConnections(postgres.ownerDataSource(), Duration.ofSeconds(5), Duration.ofSeconds(5)),
                        "public")
                .of(SCHEMA, false);
    }

    private static void begin(boolean mayReachOut) {
        send("begin; " + sql(BatchSql.BEGIN, DSL.inline(SCHEMA))
                + sql(BatchSql.BEFORE_CHECK, DSL.inline(SCHEMA), DSL.inline(mayReachOut)));
    }

    private static String end(boolean mayReachOut) {
        return BatchSql.DROPPED + sql(BatchSql.CHECK, DSL.inline(SCHEMA), DSL.inline(mayReachOut));
    }

    private static String sql(String template, org.jooq.QueryPart... parts) {
        return DSL.using(SQLDialect.POSTGRES).render(DSL.sql(template, parts));
    }

    private static void send(String sql) {
        OneMessage.send(session.connection(), sql);
    }
}
