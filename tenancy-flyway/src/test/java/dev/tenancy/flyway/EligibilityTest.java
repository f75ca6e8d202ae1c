package dev.tenancy.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenancy.lint.internal.SqlScript;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which scripts a batch may take, and what is said of the others. That what it takes is right, {@link BatchEqualityTest} shows. */
class EligibilityTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-- set role x\n",
                "create table a (id int default 1); insert into a values (1);",
                "CREATE OR REPLACE VIEW v AS SELECT 'set role x; commit' AS a",
                "create unique index if not exists i on a (id)",
                "update a set b = 'listen'",
                "with x as (select 1) select * from x",
                "do $$ begin update a set b = 1; end $$",
                "create function f() returns int language plpgsql set search_path from current as $$ begin return 1; end $$",
                "create function f() returns int begin atomic select case when 1 = 1 then 2 else 3 end; end; select 1",
                "alter table a set (fillfactor = 70)",
                "comment on table a is 'concurrent'",
                "select $q$ $$; /* $q$, $$it's$$",
                "do $do$ begin perform $q$$x$q$; end $do$",
            })
    void plain_transactional_sql_is_batched(String sql) {
        assertThat(Eligibility.refusal(SqlScript.of(sql))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    set work_mem = '5MB'                              | line 1: SET is left to Flyway
                    select 1; reset all                               | line 1: RESET is left to Flyway
                    begin; select 1; commit                           | line 1: BEGIN is left to Flyway
                    copy a from stdin                                 | line 1: COPY is left to Flyway
                    vacuum a                                          | line 1: VACUUM is left to Flyway
                    listen a                                          | line 1: LISTEN is left to Flyway
                    discard all                                       | line 1: DISCARD is left to Flyway
                    declare c cursor for select 1                     | line 1: DECLARE is left to Flyway
                    close tenancy_dropped                             | line 1: CLOSE is left to Flyway
                    "select" 1                                        | line 1: "SELECT" is left to Flyway
                    create extension hstore                           | line 1: CREATE EXTENSION is left to Flyway
                    create schema a                                   | line 1: CREATE SCHEMA is left to Flyway
                    create role a                                     | line 1: CREATE ROLE is left to Flyway
                    drop database a                                   | line 1: DROP DATABASE is left to Flyway
                    alter system set work_mem = '5MB'                 | line 1: ALTER SYSTEM is left to Flyway
                    create temp table a (id int)                      | line 1: CREATE TEMP is left to Flyway
                    create constraint trigger t after insert on a     | line 1: CREATE CONSTRAINT is left to Flyway
                    select 1 into temp x                              | line 1: into temp is left to Flyway
                    create index concurrently i on a (id)             | line 1: concurrently is left to Flyway
                    alter type mood add value 'x'                     | line 1: a value that is added to an enum cannot be used before a commit
                    select set_config('a.b', 'c', false)              | line 1: set_config is left to Flyway
                    select pg_advisory_lock(1)                        | line 1: pg_advisory_lock is left to Flyway
                    select pg_try_advisory_xact_lock(1)               | line 1: pg_try_advisory_xact_lock is left to Flyway
                    do $$ begin set role x; end $$                    | line 1: SET in a body is left to Flyway
                    do 'begin commit; end'                            | line 1: COMMIT in a body is left to Flyway
                    do $$ begin if true then reset all; end if; end $$ | line 1: RESET in a body is left to Flyway
                    do $$ begin execute 'set role x'; end $$          | line 1: SQL in a string in a body is left to Flyway
                    do $$ begin execute $x$ listen y $x$; end $$      | line 1: SQL in a string in a body is left to Flyway
                    do $$ begin create temp table x (); end $$        | line 1: create temp is left to Flyway
                    select 'a ?? b'                                   | the driver reads ?? as one question mark
                    """)
    void what_is_not_goes_through_flyway_and_the_plan_says_why(String sql, String why) {
        assertThat(Eligibility.refusal(SqlScript.of(sql))).contains(why);
    }

    @Test
    void the_line_is_the_statements() {
        assertThat(Eligibility.refusal(SqlScript.of("select 1;\n\n-- now\nset role x")))
                .contains("line 4: SET is left to Flyway");
    }

    @Test
    void in_doubt_where_a_statement_ends_it_is_not_batched() {
        assertThat(Eligibility.refusal(SqlScript.of("select 1; select 'oops")))
                .hasValueSatisfying(why -> assertThat(why).startsWith("line 1: "));
        assertThat(Eligibility.refusal(SqlScript.of("set standard_conforming_strings = off; select 'a\\'")))
                .contains("line 1: standard_conforming_strings may be changed");
    }

    @Test
    void flyways_cuts_are_compared_without_comments() {
        SqlScript script = SqlScript.of("select 1; /* ; */ select 2");
        assertThat(SameCuts.both(script, List.of("select 1", "select 2"))).isTrue();
        assertThat(SameCuts.both(script, List.of("-- first\nselect 1", "/* ; */ select 2")))
                .isTrue();
        assertThat(SameCuts.both(script, List.of("select 1; select 2"))).isFalse();
        assertThat(SameCuts.both(script, List.of("select 1"))).isFalse();
    }
}
