package dev.tenancy.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule with scripts that break it, and scripts that look as if they did. */
class RulesTest {

    /** What all of these scripts come after. */
    private static final MigrationScript RELEASED = MigrationScript.of("V1__tables.sql", """
            create table items (id bigint primary key, name varchar(50), code varchar(10), amount integer, at timestamptz);
            create table orders (id bigint primary key, item_id bigint);
            alter table orders add constraint with_item check (item_id is not null) not valid;
            alter table orders validate constraint with_item;
            create type status as enum ('draft');
            create function price(id bigint) returns numeric begin atomic select 1; end;
            """);

    static Stream<Arguments> broken() {
        return Stream.of(
                arguments(Rule.TENANT_SCHEMA, "insert into tenant_acme.items values (1)"),
                arguments(Rule.TENANT_SCHEMA, "select * from \"tenant_acme-eu\" . \"items\""),
                arguments(Rule.TENANT_SCHEMA, "select a.id from items a join tenant_acme.items b on a.id = b.id"),
                arguments(Rule.TENANT_SCHEMA, "select tenant_acme.total(1)"),
                arguments(Rule.TENANT_SCHEMA, "do $$ begin perform 1; delete from tenant_acme.items; end $$"),
                arguments(
                        Rule.TENANT_SCHEMA,
                        "create function f() returns void language sql set search_path = tenant_acme as 'select 1'"),
                arguments(Rule.TENANT_SCHEMA, "create index on tenant_acme.items (id)"),
                arguments(Rule.TEMPLATE_SCHEMA, "alter table tenant.items add column a int"),
                arguments(Rule.TEMPLATE_SCHEMA, "create view v as select * from Tenant.items"),
                arguments(Rule.OTHER_SCHEMA, "insert into public.countries values ('DE')"),
                arguments(Rule.OTHER_SCHEMA, "create table public.countries (code text)"),
                arguments(Rule.OTHER_SCHEMA, "create index on public.countries (code)"),
                arguments(Rule.OTHER_SCHEMA, "update public.countries set code = 'x'"),
                arguments(Rule.OTHER_SCHEMA, "drop function if exists public.f()"),
                arguments(Rule.OTHER_SCHEMA, "alter table shop.items add column a int"),
                arguments(Rule.OTHER_SCHEMA, "create type shop.status as enum ('a')"),
                arguments(Rule.SEARCH_PATH, "set search_path = public"),
                arguments(Rule.SEARCH_PATH, "SET LOCAL search_path TO 'x'"),
                arguments(Rule.SEARCH_PATH, "SET LOCAL \"Search_Path\" TO 'x'"),
                arguments(Rule.SEARCH_PATH, "set schema 'x'"),
                arguments(Rule.SEARCH_PATH, "reset search_path"),
                arguments(Rule.SEARCH_PATH, "select pg_catalog.set_config('search_path', 'x', false)"),
                arguments(Rule.SEARCH_PATH, "do $$ begin set local search_path = x; end $$"),
                arguments(Rule.EXTENSION, "create extension if not exists citext"),
                arguments(Rule.EXTENSION, "do $$ begin if true then create extension citext; end if; end $$"),
                arguments(Rule.ROLE, "create role reporting nologin"),
                arguments(Rule.ROLE, "drop user if exists bob"),
                arguments(Rule.ROLE, "alter role bob with login"),
                arguments(Rule.ROLE, "grant reporting to bob"),
                arguments(Rule.DATABASE_OBJECT, "create schema if not exists archive"),
                arguments(Rule.DATABASE_OBJECT, "create publication p for table items"),
                arguments(Rule.DATABASE_OBJECT, "create event trigger t on ddl_command_end execute function f()"),
                arguments(Rule.DATABASE_OBJECT, "alter system set work_mem = '1MB'"),
                arguments(Rule.DATABASE_OBJECT, "alter default privileges grant select on tables to bob"),
                arguments(Rule.PUBLIC_GRANT, "grant select on items to public"),
                arguments(Rule.PUBLIC_GRANT, "grant usage on schema ${flyway:defaultSchema} to bob, PUBLIC"),
                arguments(
                        Rule.PUBLIC_GRANT,
                        "alter default privileges in schema ${flyway:defaultSchema} grant select on tables to public"),
                arguments(Rule.TRANSACTION_CONTROL, "begin"),
                arguments(Rule.TRANSACTION_CONTROL, "insert into items values (1); commit"),
                arguments(Rule.TRANSACTION_CONTROL, "start transaction isolation level serializable"),
                arguments(Rule.CONCURRENTLY, "create unique index concurrently i on items (id)"),
                arguments(Rule.CONCURRENTLY, "insert into items values (1); drop index concurrently if exists i"),
                arguments(Rule.CONCURRENTLY, "reindex table concurrently items"),
                arguments(Rule.CONCURRENTLY, "vacuum items"),
                arguments(
                        Rule.FUNCTION_PATH,
                        "create function f() returns bigint language sql as 'select count(*) from items'"),
                arguments(Rule.FUNCTION_PATH, """
                        create or replace function f() returns trigger language plpgsql as $$
                        begin
                          insert into orders (id) values (new.id);
                          return new;
                        end $$"""),
                arguments(
                        Rule.FUNCTION_PATH,
                        "create procedure p() language plpgsql as $$ begin if true then update items set id = 1; end if; end $$"),
                arguments(
                        Rule.FUNCTION_PATH,
                        "create function f() returns bigint language sql as 'select nextval(''numbers'')'"),
                arguments(
                        Rule.FUNCTION_PATH,
                        "create function f() returns numeric language plpgsql as 'begin return price(1); end'"),
                arguments(
                        Rule.FUNCTION_PATH,
                        "create function f() returns text language plpgsql as 'declare s status; begin return s; end'"),
                arguments(
                        Rule.FUNCTION_PATH,
                        "create function f() returns text language sql as $$ select 'draft'::status $$"),
                arguments(
                        Rule.FUNCTION_PATH,
                        "create function f() returns bigint language sql set search_path = '' as 'select id from items'"),
                arguments(
                        Rule.SECURITY_DEFINER,
                        "create function f() returns bigint language sql security definer begin atomic select 1; end"),
                arguments(Rule.SECURITY_DEFINER, "alter function price(bigint) security definer"),
                arguments(Rule.VIEW_REACHES_OUT, "create view v as select * from reporting.totals"),
                arguments(
                        Rule.VIEW_REACHES_OUT,
                        "create or replace view v with (security_invoker = false) as select * from items, lateral (select 1 from public.countries) c"),
                arguments(Rule.VIEW_REACHES_OUT, "create materialized view v as select * from public.countries"),
                arguments(
                        Rule.SHARED_FOREIGN_KEY,
                        "create table a (id int primary key, country text references public.countries (code))"),
                arguments(
                        Rule.SHARED_FOREIGN_KEY,
                        "alter table items add foreign key (code) references public.countries not valid"),
                arguments(Rule.TABLE_REWRITE, "alter table items alter column amount type bigint"),
                arguments(Rule.TABLE_REWRITE, "alter table items alter code set data type varchar(5)"),
                arguments(Rule.TABLE_REWRITE, "alter table items alter name type text using upper(name)"),
                arguments(
                        Rule.TABLE_REWRITE, "alter table items add column key uuid not null default gen_random_uuid()"),
                arguments(Rule.TABLE_REWRITE, "alter table items add number bigserial"),
                arguments(
                        Rule.TABLE_REWRITE,
                        "alter table items add column a int, add column b int generated always as (amount * 2) stored"),
                arguments(Rule.TABLE_REWRITE, """
                        create function mine() returns int language sql as 'select 1';
                        alter table items add column a int default mine()"""),
                arguments(Rule.TABLE_REWRITE, "alter table items set unlogged"),
                arguments(Rule.TABLE_REWRITE, "cluster items using items_pkey"),
                arguments(Rule.BLOCKING_INDEX, "create index items_name on items (name)"),
                arguments(Rule.BLOCKING_INDEX, "create index on only unknown using gin (name)"),
                arguments(Rule.BLOCKING_INDEX, "alter table items add constraint u unique (name)"),
                arguments(Rule.BLOCKING_INDEX, "reindex table items"),
                arguments(Rule.BLOCKING_CONSTRAINT, "alter table items add constraint c check (amount > 0)"),
                arguments(
                        Rule.BLOCKING_CONSTRAINT, "alter table orders add foreign key (item_id) references items (id)"),
                arguments(Rule.BLOCKING_CONSTRAINT, """
                        alter table items add constraint c check (amount > 0) not valid;
                        alter table items validate constraint c"""),
                arguments(Rule.NOT_NULL, "alter table items alter column name set not null"),
                arguments(Rule.NOT_NULL, "alter table items add column a int not null"),
                arguments(Rule.NOT_NULL, """
                        alter table items add constraint c check (name is not null) not valid;
                        alter table items alter name set not null"""),
                arguments(Rule.UNREADABLE, "\\i other.sql"),
                arguments(Rule.UNREADABLE, "select 'unfinished"));
    }

    static Stream<Arguments> fine() {
        return Stream.of(
                arguments(
                        Rule.TENANT_SCHEMA,
                        "-- tenant_acme.items\nselect 'tenant_acme.items', $$ tenant_acme.items $$"),
                arguments(Rule.TENANT_SCHEMA, "/* insert into tenant_acme.items */ select 1 as \"tenant_acme.items\""),
                arguments(
                        Rule.TENANT_SCHEMA,
                        "create table tenant_settings (id int); select tenant_settings.id from tenant_settings"),
                arguments(Rule.TENANT_SCHEMA, "select tenant_x.id from items tenant_x"),
                arguments(Rule.TENANT_SCHEMA, "insert into \"${flyway:defaultSchema}\".items values (1)"),
                arguments(Rule.TENANT_SCHEMA, "comment on table items is 'as in tenant_acme.items'"),
                arguments(Rule.TEMPLATE_SCHEMA, "select tenant.id from orders as tenant"),
                arguments(Rule.TEMPLATE_SCHEMA, "update items set name = tenant.name from orders tenant"),
                arguments(Rule.OTHER_SCHEMA, "revoke all on items from public"),
                arguments(Rule.OTHER_SCHEMA, "select 'insert into public.countries'"),
                arguments(Rule.SEARCH_PATH, "-- set search_path = x\nselect 'set search_path = x'"),
                arguments(
                        Rule.SEARCH_PATH,
                        "create function f() returns int language sql set search_path from current as 'select 1'"),
                arguments(Rule.SEARCH_PATH, "alter function price(bigint) set search_path from current"),
                arguments(
                        Rule.SEARCH_PATH,
                        "set local lock_timeout = '1s'; select set_config('my.search_path', '', true)"),
                arguments(
                        Rule.SEARCH_PATH,
                        "create function f() returns void language plpgsql as $$ begin set local search_path = ''; end $$"),
                arguments(Rule.EXTENSION, "/* create extension citext */ create table extension (id int)"),
                arguments(
                        Rule.EXTENSION, "create table a (\"create extension\" int); select 'create extension citext'"),
                arguments(Rule.ROLE, "create table role (id int); create table a (\"user\" text, role text)"),
                arguments(Rule.ROLE, "grant select on items to \"${groupRole}\"; -- create role x"),
                arguments(Rule.ROLE, "select 'create role x', $$drop role y$$"),
                arguments(Rule.DATABASE_OBJECT, "create schema if not exists ${flyway:defaultSchema}"),
                arguments(Rule.DATABASE_OBJECT, "create table publication (id int); create table schema (id int)"),
                arguments(
                        Rule.DATABASE_OBJECT,
                        "alter default privileges in schema ${flyway:defaultSchema} grant select on tables to bob"),
                arguments(
                        Rule.PUBLIC_GRANT,
                        "grant select on items to \"public_reader\"; revoke all on items from public"),
                arguments(Rule.PUBLIC_GRANT, "insert into items (name) values ('grant select on items to public')"),
                arguments(
                        Rule.TRANSACTION_CONTROL,
                        "create function f() returns int begin atomic select 1; end; do $$ begin perform 1; end $$"),
                arguments(
                        Rule.TRANSACTION_CONTROL,
                        "-- commit;\ncreate table commit (begin int); savepoint a; rollback to a"),
                arguments(Rule.CONCURRENTLY, "comment on table items is 'create index concurrently'"),
                arguments(Rule.CONCURRENTLY, "refresh materialized view concurrently totals"),
                arguments(Rule.CONCURRENTLY, "create table vacuum (concurrently int)"),
                arguments(
                        Rule.FUNCTION_PATH,
                        "create function f() returns bigint begin atomic select count(*) from items; end"),
                arguments(
                        Rule.FUNCTION_PATH,
                        "create function f() returns bigint language sql set search_path from current as 'select id from items'"),
                arguments(
                        Rule.FUNCTION_PATH,
                        "create function f() returns bigint language sql set search_path = \"${flyway:defaultSchema}\", pg_temp as 'select id from items'"),
                arguments(
                        Rule.FUNCTION_PATH,
                        "create function f() returns bigint language sql as 'select id from ${flyway:defaultSchema}.items'"),
                arguments(Rule.FUNCTION_PATH, """
                        create function f() returns trigger language plpgsql as $$
                        declare
                          orders int;
                        begin
                          -- from items
                          new.at = now();
                          if new.name is distinct from old.name then
                            orders := extract(year from new.at);
                            raise notice 'from items %', trim(both from new.name);
                          end if;
                          select count(*) into orders from generate_series(1, 3);
                          return new;
                        end $$"""),
                arguments(Rule.FUNCTION_PATH, """
                        create function f() returns trigger language plpgsql as $$
                        begin
                          perform count(*) from inserted;
                          with w as (select 1), x (a) as (select 2) select from w, x;
                          return null;
                        end $$;
                        create trigger t after insert on items referencing new table as inserted for each statement execute function f()"""),
                arguments(Rule.FUNCTION_PATH, """
                        create function f() returns bigint language sql as 'select id from items';
                        alter function f() set search_path from current"""),
                arguments(
                        Rule.FUNCTION_PATH,
                        "create function f() returns int language c as 'items.so', 'f'; do $$ begin delete from items; end $$"),
                arguments(
                        Rule.SECURITY_DEFINER,
                        "create function f() returns text language sql security invoker as $$ select 'security definer' $$"),
                arguments(
                        Rule.VIEW_REACHES_OUT,
                        "create view v with (security_invoker) as select * from reporting.totals"),
                arguments(Rule.VIEW_REACHES_OUT, "create view v as select i.id, pg_catalog.lower(i.name) from items i"),
                arguments(
                        Rule.VIEW_REACHES_OUT,
                        "create view v as select 'from public.countries' from pg_catalog.pg_class"),
                arguments(
                        Rule.SHARED_FOREIGN_KEY,
                        "create table a (id int primary key, item bigint references items, o bigint references ${flyway:defaultSchema}.orders)"),
                arguments(
                        Rule.SHARED_FOREIGN_KEY,
                        "grant references on items to bob; select 'references public.countries'"),
                arguments(
                        Rule.TABLE_REWRITE,
                        "alter table items alter name type text, alter column code type varchar(20)"),
                arguments(
                        Rule.TABLE_REWRITE,
                        "alter table items add column a timestamptz not null default now(), add b int default 3"),
                arguments(Rule.TABLE_REWRITE, "create table a (id int); alter table a alter id type bigint"),
                arguments(Rule.TABLE_REWRITE, "alter table items alter column at set default clock_timestamp()"),
                arguments(
                        Rule.TABLE_REWRITE,
                        "comment on column items.name is 'alter table items alter amount type bigint'"),
                arguments(Rule.BLOCKING_INDEX, "create table a (id int, b int unique); create index on a (id)"),
                arguments(Rule.BLOCKING_INDEX, "create temp table a as select 1 as id; create index on a (id)"),
                arguments(Rule.BLOCKING_INDEX, "alter table items add constraint u unique using index items_u"),
                arguments(
                        Rule.BLOCKING_INDEX, "select 'create index on items (name)'; drop index if exists items_name"),
                arguments(
                        Rule.BLOCKING_CONSTRAINT,
                        "alter table items add constraint c check (amount > 0) not valid; alter table orders add foreign key (item_id) references items not valid"),
                arguments(Rule.BLOCKING_CONSTRAINT, "alter table items validate constraint of_another_script"),
                arguments(
                        Rule.BLOCKING_CONSTRAINT,
                        "create table a (b int check (b > 0)); alter table a add check (b < 9)"),
                arguments(Rule.NOT_NULL, "alter table items add column a int not null default 0"),
                arguments(Rule.NOT_NULL, "create table a (b int); alter table a alter b set not null"),
                arguments(Rule.NOT_NULL, "alter table orders alter item_id set not null"),
                arguments(Rule.UNREADABLE, "select E'\\'', U&'\\00e4', $x$ ' $x$, 'a' 'b'"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("broken")
    void a_script_that_breaks_a_rule_is_found_and_only_that(Rule rule, String script) {
        assertThat(check(script))
                .filteredOn(finding -> finding.severity() != Severity.NOTE || rule == Rule.UNREADABLE)
                .extracting(Finding::rule)
                .isNotEmpty()
                .containsOnly(rule);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("fine")
    void a_script_that_only_looks_so_is_not_found(Rule rule, String script) {
        assertThat(check(script)).isEmpty();
    }

    @Test
    void each_rule_has_both() {
        Set<Rule> but = EnumSet.of(Rule.ALLOWANCE, Rule.HALF_DONE);
        assertThat(rules(broken())).containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.copyOf(but)));
        assertThat(rules(fine())).containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.copyOf(but)));
    }

    private static Set<Rule> rules(Stream<Arguments> cases) {
        return cases.map(one -> (Rule) one.get()[0]).collect(Collectors.toSet());
    }

    private static List<Finding> check(String script) {
        List<MigrationScript> scripts = new ArrayList<>(List.of(RELEASED));
        scripts.add(MigrationScript.of("V2__new.sql", script));
        return Lint.defaults().check(MigrationScripts.of(scripts).since("1")).findings();
    }
}
