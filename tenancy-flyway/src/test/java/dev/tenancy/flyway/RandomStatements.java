package dev.tenancy.flyway;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Statements drawn by lot that mostly succeed one after the other. In a template, {@code ~} is a gap of any kind. */
final class RandomStatements {

    private static final List<String> TEXTS = List.of(
            "'plain'",
            "'it''s; so'",
            "E'esc\\'; aped\\\\'",
            "e'tab\\t\\u00e9;'",
            "U&'d\\0061t\\+000061;'",
            "u&'semi\\003b'",
            "$$;'$$",
            "$q$ $$; /* $q$",
            "$_1$ -- ; $_1$",
            "$é$ 'x'; $é$",
            "'back\\'",
            "'-- no comment;'",
            "'/* no; comment'",
            "'multi\n;\n\tline'",
            "'a;'\n  'b'",
            "N'national;'",
            "'ünï;cödé 名前 🙂'",
            "'${flyway:defaultSchema}'",
            "$$ ${Flyway:defaultschema};$$",
            "'?'",
            "'{fn now()}; {d x}'",
            "''",
            "' \"x;\" '",
            "cast(E'\\x41' as text)",
            "'$$'",
            "'a' || ';' || $x$b$x$");

    private final Random dice;
    private final List<String> tables = new ArrayList<>();
    private final List<String> functions = new ArrayList<>();
    private final List<String> types = new ArrayList<>();
    private final List<String> views = new ArrayList<>();
    private final List<Supplier<String>> kinds = List.of(
            this::table,
            this::table,
            this::partitioned,
            this::column,
            this::column,
            this::constraint,
            this::foreignKey,
            this::index,
            this::index,
            this::view,
            this::materialized,
            this::sqlFunction,
            this::atomic,
            this::plpgsql,
            this::procedure,
            this::trigger,
            this::type,
            this::type,
            this::comment,
            this::comment,
            this::insert,
            this::insert,
            this::insert,
            this::change,
            this::change,
            this::block,
            this::block,
            this::rights,
            this::sequence,
            this::remove,
            this::query,
            this::query,
            this::odd);
    private int made;

    RandomStatements(Random dice) {
        this.dice = dice;
    }

    String any() {
        return gaps(kinds.get(dice.nextInt(kinds.size())).get());
    }

    String table() {
        String name = name("t");
        String columns = one(
                "",
                ", at int generated~always as identity (start 5)",
                ", legacy serial",
                ", twice int generated always as (id * 2) stored",
                ", tags text[] default array[" + text() + "]",
                ", price numeric(9,2) check (price >= 0)",
                ", doc jsonb default '{\"a;\": [1]}'",
                ", constraint \"c;" + made + "\" unique (note)");
        tables.add(name);
        return gaps("create " + one("", "", "unlogged ") + "table~" + name + " (id int primary key,~note text default "
                + text() + columns + ")");
    }

    private String partitioned() {
        String name = name("p");
        String part = name("part");
        tables.add(name);
        return "create~table " + name + " (id int primary key, note text) partition by range (id); create table " + part
                + " partition~of " + name + " for values from (minvalue) to (" + dice.nextInt(9) + ");~create table "
                + name("rest") + " partition of " + name + " default";
    }

    private String column() {
        String column = name("c");
        String add = "alter table " + table0() + " add column~" + column + " "
                + one(
                        "int not null default 7",
                        "text default " + text(),
                        "varchar(20)",
                        "timestamptz default '2020-01-01'");
        return one(
                add,
                add + "; alter table " + tables.get(tables.size() - 1) + " alter note~set default " + text(),
                "alter~table " + table0() + " alter note drop default, alter~note set statistics 200",
                "alter table only " + table0() + " add~column if not exists extra " + type0());
    }

    private String constraint() {
        return "alter table " + table0() + " add~constraint " + name("k")
                + one(
                        " check (note is distinct from " + text() + ")~not valid",
                        " check (length(note) < 1000)",
                        " unique (id, note)");
    }

    private String foreignKey() {
        return "alter table " + table0() + " add column " + name("fk") + " int references~" + table0()
                + one("", " on delete cascade", " deferrable~initially deferred", " on update set null");
    }

    private String index() {
        return "create~" + one("", "unique ") + "index " + one("", "if not exists " + name("i") + " ") + "on "
                + table0()
                + one(
                        "~(id desc nulls last)",
                        " using hash (id)",
                        " (id, lower(note)~text_pattern_ops)",
                        " (id) include (note) where note <> " + text(),
                        " using brin (id)",
                        " ((note || " + text() + "), id)");
    }

    private String view() {
        String name = name("v");
        String table = table0();
        views.add(name);
        return "create " + one("", "or~replace ") + "view " + name + one("", " with (security_invoker)")
                + " as~select id, note, " + text() + " as \"lit;eral\" from " + table;
    }

    private String materialized() {
        String name = name("m");
        return "create~materialized view " + name + " as select count(*) as n, " + text() + "::text as t from "
                + table0()
                + one("", "; create unique index on " + name + " (n)", ";~refresh materialized view " + name);
    }

    private String sqlFunction() {
        String name = function();
        return one(
                "create function " + name + "() returns text~language sql as 'select 1; select ''a;'' :: text;'",
                "create~or replace function " + name
                        + "() returns text language sql stable set search_path~from current as $$ select "
                        + one("'a;'", "'${flyway:defaultSchema}'", "E'\\'' -- it's; \n") + "::text; $$",
                "create function " + name
                        + "(a int default 1,~b text default ';') returns setof text language sql as $f$ select note from "
                        + table0() + " where id > a /* ; */; $f$",
                "create function " + name + "() returns text~return " + text());
    }

    private String atomic() {
        String name = function();
        return "create " + one("", "or replace ") + "function~" + name + "(a int default 1) returns text "
                + one("", "language sql ")
                + "begin~atomic~select count(*) from " + table0() + ";~select "
                + one(
                        text(),
                        "note from " + table0() + " limit 1",
                        "case when a = 1 then 'x;' else " + text() + " end",
                        "'begin atomic; end;'::text")
                + ";~end";
    }

    private String plpgsql() {
        String name = function();
        return "create~function " + name + "() returns text language plpgsql "
                + one("", "set work_mem = '5MB' ", "stable ")
                + "as~$body$\ndeclare s text := $q$it's; $$ quoted$q$;\nbegin\n  "
                + one(
                        "perform id from " + table0() + ";",
                        "if s = ';' then s := " + text().replace("$q$", "$z$") + "; end if;",
                        "for i in 1..2 loop s := s || i; end loop; -- a; comment",
                        "begin s := 1 / 0; exception when others then s := ';'; end;",
                        "execute format('select %L', s);")
                + "\n  /* a; /* nested; */ */\n  return s;\nend;\n$body$";
    }

    private String procedure() {
        String name = name("proc");
        return "create procedure " + name + "(n int) language "
                + one(
                        "sql~begin atomic insert into " + table0() + " (id, note) values (n, 'by;' || n); end",
                        "plpgsql as~$$ begin update " + table0() + " set note = 'p;' where id = n; end $$")
                + ";~call " + name + "(" + 1000 * ++made + ")";
    }

    private String trigger() {
        String function = name("tf");
        return "create function " + function
                + "() returns trigger language plpgsql as $$ begin new.note := coalesce(new.note, '') || ';'; "
                + "return new; end $$; create~trigger " + name("tr") + " before insert~or update of note on " + table0()
                + " for each row " + one("", "when (new.id > 2) ") + "execute function " + function + "()";
    }

    private String type() {
        String name = name("ty");
        types.add(name);
        return switch (dice.nextInt(4)) {
            case 0 -> "create~type " + name + " as enum ('sad;', 'it''s', U&'h\\0061ppy')";
            case 1 -> "create domain " + name + " as~text default " + text() + " check (value <> " + text() + ")";
            case 2 -> "create type " + name + " as (a int,~b text)";
            default ->
                "create type " + name + "~as range (subtype = float8, multirange_type_name = " + name("mr") + ")";
        };
    }

    private String comment() {
        return "comment on~"
                + one("table " + table0(), "column " + table0() + ".note", "schema \"${flyway:defaultSchema}\"")
                + " is~" + comment0();
    }

    /** COMMENT takes one string and no expression. */
    private String comment0() {
        return one(
                "'it''s;'",
                "E'tab\\there;'",
                "$c$ dollar; 'quoted'$c$",
                "U&'\\00e4;'",
                "null",
                "'a;'\n'b'",
                "'back\\'");
    }

    private String insert() {
        made += 10;
        return one(
                "insert into " + table0() + " (id, note) values~(" + made + ", " + text() + "), (" + (made + 1) + ",~"
                        + text() + ")",
                "insert~into " + table0() + " (id, note) select " + made + " + g, " + text()
                        + " from generate_series(1, 5) g",
                "with~new as (insert into " + table0() + " (id, note) values (" + made + ", " + text()
                        + ") returning *) select count(*) from new",
                "insert into " + table0() + " (id)~values (" + made + ") on conflict do nothing returning~note");
    }

    private String change() {
        return one(
                "update " + table0() + " set note = " + text() + "~|| note where id % 2 = 0",
                "delete~from " + table0() + " where id % 7 = 3 and note like '%;%'",
                "merge into " + table0() + " t using (values (3, " + text()
                        + ")) v (id, note) on~t.id = v.id when matched then update set note = v.note",
                "truncate " + name0(tables) + " cascade",
                "analyze~" + table0(),
                "lock table " + table0() + "~in share mode");
    }

    private String block() {
        return "do~" + one("", "language plpgsql ")
                + one("$$", "$do$", "$_$")
                        .transform(tag -> tag + "\nbegin\n"
                                + one(
                                        "  perform 1; -- ;'\n",
                                        "  execute format('create table " + plain("dyn")
                                                + " (id int default %L)', 7);\n",
                                        "  begin insert into " + table0() + " (id) values (1); insert into "
                                                + name0(tables)
                                                + " (id) values (1); exception when others then null; end;\n",
                                        "  for i in 1..2 loop execute 'create table " + plain("loop")
                                                + "_' || i || ' (id int)'; end loop;\n",
                                        "  if exists (select from " + table0()
                                                + ") then raise notice 'a; %', 1; end if;\n")
                                + "end;\n" + tag);
    }

    private String rights() {
        String table = table0();
        return one(
                "grant~select (id), update (note) on " + table + " to public",
                "revoke insert~on " + table + " from public",
                "grant execute on all functions in schema \"${flyway:defaultSchema}\"~to public",
                "alter table " + table + " enable row level security;~create policy " + name("pol") + " on " + table
                        + " using (note = current_setting('app.x', true))",
                "create rule " + name("ru") + " as on delete to " + table + " do~also (select 1; select ';')",
                "alter default privileges~in schema \"${flyway:defaultSchema}\" grant select on tables to public");
    }

    private String sequence() {
        String name = name("s");
        return "create~sequence " + name + one(" increment -1 minvalue -100 start -1", " as smallint cycle", "")
                + one("", ";~select nextval('" + name.replace("'", "''") + "')");
    }

    private String remove() {
        return one(
                "drop~table if exists nowhere, \"no;where\"",
                "drop table if~exists " + (tables.size() > 3 ? tables.remove(1) : "nowhere") + " cascade",
                "drop function if exists " + (functions.isEmpty() ? "nothing" : functions.remove(0)) + "~cascade",
                "drop view if exists~" + (views.isEmpty() ? "nothing" : views.remove(0)) + " cascade");
    }

    private String query() {
        return one(
                "select " + text() + " as \"col;umn\"",
                "select~2*/* c; */3 as six, 1 +--;\n 2",
                "table~" + table0(),
                "values (1, " + text() + "),~(2, " + text() + ")",
                "select '{\"a\": 1}'::jsonb ? 'a', '[1]'::jsonb~@> '1', 'x' ~ 'y', 1e5, .5, 0b1",
                "select~count(*) from \"${flyway:defaultSchema}\".flyway_schema_history",
                "/* only; a /* comment */ */ select 1",
                "-- only; a comment\n");
    }

    /** What goes through Flyway, and takes all that is pending with it. */
    private String odd() {
        return dice.nextInt(3) > 0
                ? query()
                : one(
                        "set work_mem~= '5MB'",
                        "create temp table " + name("tmp") + " (id int)",
                        "reindex table " + table0(),
                        "select '??'",
                        "do $$ begin perform set_config('x.y', ';', true); end $$");
    }

    /** Says the same each time that it runs. */
    String repeatable(int which) {
        return gaps(one(
                "drop view if exists~\"r;" + which + "\"; create view \"r;" + which + "\" as select " + text()
                        + " as a",
                "create or replace~function r" + which
                        + "() returns text language sql as $r$ select '${flyway:defaultSchema};'; $r$",
                "comment on~schema ${flyway:defaultSchema} is " + comment0(),
                "-- nothing; " + which + "\n"));
    }

    String failing() {
        String table = name("d");
        return gaps(one(
                "select 1~/ 0",
                "selekt 1",
                "insert~into nowhere values (1)",
                "do $$ begin~raise exception 'no; way'; end $$",
                "alter table " + table0() + " add column note text",
                "create table " + table + " (id int primary key, up int references " + table
                        + " deferrable initially deferred);~insert into " + table + " values (1, 2)",
                "create table public.stray (id int)",
                "create function public.stray() returns int return 1",
                "select 'oops",
                "/* oops",
                "select $x$ oops $X$",
                "select ${nobody.knows}"));
    }

    private String text() {
        return TEXTS.get(dice.nextInt(TEXTS.size()));
    }

    private String table0() {
        return name0(tables);
    }

    private String name0(List<String> names) {
        return names.get(dice.nextInt(names.size()));
    }

    private String type0() {
        return types.isEmpty() ? "text" : name0(types);
    }

    private String function() {
        String name = name("f");
        functions.add(name);
        return name;
    }

    private String name(String prefix) {
        String name = plain(prefix);
        return one(
                name,
                name,
                "\"" + name + "; it's\"",
                "\"" + name + "\"\"名 ü\"",
                "é_" + name,
                "\"${flyway:defaultSchema}." + name + "\"");
    }

    private String plain(String prefix) {
        return prefix + ++made;
    }

    private String gaps(String template) {
        StringBuilder sql = new StringBuilder();
        for (String part : template.split("(?<! )~(?! )", -1)) {
            sql.append(sql.isEmpty() ? "" : gap()).append(part);
        }
        return sql.toString();
    }

    private String gap() {
        return one(" ", " ", "  ", "\n", "\n\t", " /* ; ' /* $$ */ \" */ ", " -- it's; \"a\" $$\n", "/**/", "\n--\n");
    }

    private String one(String... choices) {
        return choices[dice.nextInt(choices.length)];
    }
}
