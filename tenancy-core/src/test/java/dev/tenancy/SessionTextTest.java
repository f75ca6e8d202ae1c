package dev.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a text does to the session is seen, and what only looks like it costs no connection. */
class SessionTextTest {

    @Test
    void only_a_set_transaction_alone_comes_before_the_role() {
        assertThat(List.of(
                        "set transaction isolation level repeatable read",
                        "\n SET  TRANSACTION read only ; ",
                        "set transaction snapshot '00000003-1'"))
                .allMatch(SessionText::precedesQueries);
        assertThat(List.of(
                        "set transaction read only; select 1",
                        "set transaction read only;;",
                        "set transaction_timeout = 1",
                        "set local role none",
                        "set",
                        "settransaction x",
                        "select 1",
                        ""))
                .noneMatch(SessionText::precedesQueries);
    }

    @TestFactory
    Stream<DynamicTest> residue_is_seen() {
        return all(
                List.of(
                        "set search_path = x",
                        "SET\n\tsearch_path TO x",
                        "Set Session role x",
                        "set role tenant_b",
                        "set session authorization x",
                        "set session characteristics as transaction read only",
                        "set/* why */search_path = x",
                        "  -- first\n /* then /* nested */ */ set search_path = x",
                        "select 1; set search_path = x",
                        "select 1;/**/set search_path = x",
                        "select ';' ; reset all",
                        "reset role",
                        "discard all",
                        "listen news",
                        "load 'auto_explain'",
                        "prepare p as select 1",
                        "select set_config('search_path', 'x', false)",
                        "select set_config('search_path', 'x', ?)",
                        "select pg_catalog.set_config ('search_path', 'x', false)",
                        "select set_config('search_path', 'a, true)', false)",
                        "select set_config('a', 'b', false), f(x, true)",
                        "select set_config('a', f(x, true), false)",
                        "select \"set_config\"('a', 'b', false)",
                        "select \"pg_catalog\".\"set_config\" ('a', 'b', false)",
                        "select E'\\'', set_config('search_path', 'x', false)",
                        "select 'it''s', set_config('search_path', 'x', false)",
                        "with x as (select set_config('a', 'b', false)) select 1",
                        "select pg_advisory_lock(1)",
                        "select pg_try_advisory_lock_shared(1, 2)",
                        "select \"pg_catalog\".\"pg_advisory_lock\"(1)",
                        "create temp table t (a int)",
                        "create temporary view t as select 1",
                        "create or replace temp view t as select 1",
                        "create local temporary table t (a int)",
                        "create table pg_temp.t (a int)",
                        "create table \"pg_temp\".\"t\" (a int)",
                        "select 1 as a into temp t",
                        "select 1 as a into temporary table \"t\"",
                        "declare c cursor with hold for select 1",
                        "declare c binary insensitive scroll cursor\nwith  hold for select 1",
                        "do 'begin set role x; end'",
                        "do $$ begin set search_path = x; end $$",
                        "do language plpgsql $b$ begin if true then reset role; end if; end $b$",
                        "do $$ begin perform set_config('a', 'b', false); end $$",
                        "do $$ begin perform pg_advisory_lock(1); end $$",
                        "do $$ begin execute 'set role x'; end $$"),
                true);
    }

    @TestFactory
    Stream<DynamicTest> what_ends_with_the_transaction_is_no_residue() {
        return all(
                List.of(
                        "set local search_path = x",
                        "SET  LOCAL role x",
                        "set transaction read only",
                        "set constraints all deferred",
                        "select set_config('a', 'b', true)",
                        "select set_config('a', concat('b', 'c'), TRUE )",
                        "select \"set_config\"('a', ?, true)",
                        "select pg_advisory_xact_lock(1)",
                        "select pg_try_advisory_xact_lock_shared(1)",
                        "select pg_advisory_unlock_all()",
                        "declare c cursor for select 1",
                        "declare c cursor without hold for select 1",
                        "lock table t",
                        "notify news",
                        "savepoint s; rollback to savepoint s; release savepoint s",
                        "do $$ begin update t set a = 1; set local role x; perform pg_advisory_xact_lock(1); end $$"),
                false);
    }

    @TestFactory
    Stream<DynamicTest> words_alone_are_no_residue() {
        return all(
                List.of(
                        "update t set a = 1",
                        "update t set a = 1; update t set listen = 2",
                        "insert into t values (1) on conflict do nothing",
                        "insert into t values (1) on conflict (a) do update set a = 2",
                        "merge into t using s on true when matched then update set a = 1",
                        "insert into temp.t values (1)",
                        "insert into temperatures (a) values (1)",
                        "insert into temp (a) values (1)",
                        "insert  into temp select 1",
                        "create table temp_t (a int)",
                        "select reset, discard, load, prepare, listen from t",
                        "select case when a then reset else load end from t",
                        "select '; set search_path = x'",
                        "select E'it\\'s; set search_path = x'",
                        "select 'it''s; set_config(1)'",
                        "select ' set_config(a, b, false) pg_advisory_lock(1) into temp t '",
                        "select $$; set search_path = x$$",
                        "select $a$; set $$ search_path = x$a$",
                        "select 1 -- ; set search_path = x",
                        "select 1 -- ; set\n, 2",
                        "select 1 /* ; set search_path = x */",
                        "select 1 /* /* ; */ set x; set y */",
                        "select \"; set x\", \"pg_advisory_lock\", \"into temp t\" from t",
                        "select \"a\"\"; set x\" from t",
                        "select a$b, $1; select 2 where a$b = $2",
                        "truncate t; delete from t",
                        "with a as (select 1) select * from a",
                        "call refresh(1)",
                        "alter table t alter column a set default 1",
                        "alter table t set (fillfactor = 70)",
                        "create function f() returns int language sql set search_path = x as 'select 1'"),
                false);
    }

    @TestFactory
    Stream<DynamicTest> ending_or_starting_a_transaction_is_seen() {
        return Stream.of(
                        "commit",
                        " COMMIT and chain",
                        "begin",
                        "start transaction",
                        "end",
                        "abort",
                        "rollback",
                        "rollback work",
                        "rollback prepared 'x'",
                        "prepare transaction 'x'",
                        "/* x */ commit",
                        "-- x\ncommit",
                        "select 1; commit",
                        "select E'\\''; commit; select ''")
                .map(sql -> DynamicTest.dynamicTest(sql, () -> assertThat(SessionText.controlsTransaction(sql))
                        .isTrue()));
    }

    @TestFactory
    Stream<DynamicTest> savepoints_and_words_end_no_transaction() {
        return Stream.of(
                        "rollback to s",
                        "rollback work to savepoint s",
                        "ROLLBACK TRANSACTION TO s",
                        "savepoint s",
                        "select 'x; commit'",
                        "select 1 -- ; commit",
                        "select case when a then 1 end from t",
                        "select begin, commit from t",
                        "do $$ begin update t set a = 1; end $$",
                        "select $$; commit; $$",
                        "update t set \"end\" = 1")
                .map(sql -> DynamicTest.dynamicTest(sql, () -> assertThat(SessionText.controlsTransaction(sql))
                        .isFalse()));
    }

    @Test
    void a_long_text_is_read_in_a_small_stack() throws Exception {
        String text = "it''s; do not; set ".repeat(20_000);
        List<String> texts = List.of(
                "select '" + text + "'",
                "select E'" + text.replace("''", "\\'") + "'",
                "select \"" + text.replace("''", "\"\"") + "\"",
                "select $$" + text + "$$",
                "select 1 /*" + "* / ".repeat(50_000) + "*/;",
                ";" + " ".repeat(200_000) + "select 1",
                "select 1;" + "-- x\n".repeat(50_000),
                "select set_config('a', " + "(b) || ".repeat(20_000) + "'', true)");
        Boolean[] residue = new Boolean[texts.size()];
        Thread thread = new Thread(
                null,
                () -> {
                    for (int i = 0; i < residue.length; i++) {
                        residue[i] = SessionText.leavesResidue(texts.get(i))
                                || SessionText.controlsTransaction(texts.get(i));
                    }
                },
                "small stack",
                256 * 1024);
        thread.start();
        thread.join(20_000);
        assertThat(residue).doesNotContainNull().containsOnly(false);
    }

    @Test
    void only_a_plain_select_is_known_to_read() {
        assertThat(SessionText.reads("  SELECT 1")).isTrue();
        assertThat(SessionText.reads("\nselect\n1")).isTrue();
        assertThat(SessionText.reads("with x as (delete from t returning 1) select 1"))
                .isFalse();
        assertThat(SessionText.reads("insert into t select 1")).isFalse();
        assertThat(SessionText.reads("")).isFalse();
    }

    private static Stream<DynamicTest> all(List<String> texts, boolean expected) {
        return texts.stream()
                .map(sql -> DynamicTest.dynamicTest(
                        sql, () -> assertThat(SessionText.leavesResidue(sql)).isEqualTo(expected)));
    }
}
