package dev.tenancy.lint.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SqlScriptTest {

    private static final String ATOMIC = """
            create or replace function f(a int) returns int language sql
            begin atomic
              select case when a > 0 then 1 else 2 end;
              insert into t values (1) returning id;
              select (select case a when 1 then 2 end) as "end", r.end from r;
            end""";

    static Stream<Arguments> statements() {
        return Stream.of(
                Arguments.of("", List.of()),
                Arguments.of(" ; ;; -- nothing\n /* ; */ ;", List.of()),
                Arguments.of("a; b ;c", List.of("a", "b", "c")),
                Arguments.of("-- x;\na /* ; */ b; -- y\n", List.of("a /* ; */ b")),
                Arguments.of(
                        "insert into a values (';', $$;$$, $x$;$$;$x$, \";\"); b",
                        List.of("insert into a values (';', $$;$$, $x$;$$;$x$, \";\")", "b")),
                Arguments.of(
                        "create rule r as on insert to a do also (delete from b; delete from c); d",
                        List.of("create rule r as on insert to a do also (delete from b; delete from c)", "d")),
                Arguments.of(
                        "create or replace rule r as on insert to a do (b; c); d",
                        List.of("create or replace rule r as on insert to a do (b; c)", "d")),
                Arguments.of(ATOMIC + "; select 1;", List.of(ATOMIC, "select 1")),
                Arguments.of(ATOMIC + ";" + ATOMIC, List.of(ATOMIC, ATOMIC)),
                Arguments.of(
                        "CREATE PROCEDURE p() BEGIN ATOMIC END; b",
                        List.of("CREATE PROCEDURE p() BEGIN ATOMIC END", "b")),
                Arguments.of(
                        "create procedure p() begin atomic create function f() returns int begin atomic select 1; end; end; b",
                        List.of(
                                "create procedure p() begin atomic create function f() returns int begin atomic select 1; end; end",
                                "b")),
                Arguments.of(
                        "create function f(begin atomic) returns int return 1; b",
                        List.of("create function f(begin atomic) returns int return 1", "b")),
                Arguments.of(
                        "begin; end; begin transaction; commit",
                        List.of("begin", "end", "begin transaction", "commit")),
                Arguments.of("do $$ begin a; b; end $$; c", List.of("do $$ begin a; b; end $$", "c")),
                Arguments.of("copy a from stdin;\n1;2\n\\.\nb", List.of("copy a from stdin", "b")),
                Arguments.of("select ((1)); b", List.of("select ((1))", "b")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("statements")
    void a_script_is_cut_where_a_statement_ends(String sql, List<String> texts) {
        SqlScript script = SqlScript.of(sql);

        assertThat(script.statements()).extracting(Statement::text).isEqualTo(texts);
        assertThat(script.doubts()).isEmpty();
    }

    static Stream<Arguments> doubtful() {
        return Stream.of(
                Arguments.of("select (1; select 2)", "a semicolon within brackets"),
                Arguments.of("select 1)", "a bracket that was not opened"),
                Arguments.of("select (1", "brackets that are not closed"),
                Arguments.of(
                        "create function f() begin atomic select 1;", "a body that BEGIN ATOMIC opens, without an end"),
                Arguments.of("begin atomic; end", "BEGIN ATOMIC outside of CREATE FUNCTION and CREATE PROCEDURE"),
                Arguments.of("select U&'d!0061' uescape '!'", "UESCAPE"),
                Arguments.of("set STANDARD_conforming_strings = off", "standard_conforming_strings may be changed"),
                Arguments.of(
                        "do $$ begin perform set_config('standard_conforming_strings', 'off', true); end $$",
                        "standard_conforming_strings may be changed"),
                Arguments.of("select 'a", "a string without an end"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("doubtful")
    void what_it_is_not_sure_of_it_says_with_the_line(String sql, String doubt) {
        assertThat(SqlScript.of("a;\n" + sql).doubts()).contains(new Doubt(2, doubt));
    }

    @Test
    void a_comment_that_names_a_setting_is_no_doubt() {
        assertThat(SqlScript.of("-- standard_conforming_strings\na").doubts()).isEmpty();
    }

    @Test
    void a_statement_has_the_line_of_its_first_token_and_its_place() {
        SqlScript script = SqlScript.of("-- one\n\ncreate\ntable a ();\n/* x\n */ b");

        assertThat(script.statements()).extracting(Statement::line).containsExactly(3, 6);
        assertThat(script.statements())
                .allSatisfy(statement ->
                        assertThat(script.text().substring(statement.start())).startsWith(statement.text()));
        assertThat(script.comments()).extracting(Token::text).containsExactly("-- one", "/* x\n */");
    }

    @Test
    void a_body_is_read_with_the_lines_of_its_script() {
        Token body = SqlScript.of("do\n$$\nbegin\n  a;\nend $$")
                .statements()
                .get(0)
                .tokens()
                .get(1);

        assertThat(SqlScript.of(body.value(), body.line()).statements())
                .extracting(Statement::line)
                .containsExactly(3, 5);
    }

    @Test
    void a_statement_is_asked_for_its_words_in_any_case() {
        Statement statement = SqlScript.of("CREATE Index concurrently i on \"Using\" (a)")
                .statements()
                .get(0);

        assertThat(statement.starts("create", "index")).isTrue();
        assertThat(statement.starts("index")).isFalse();
        assertThat(statement.contains("INDEX", "concurrently")).isTrue();
        assertThat(statement.contains("using")).as("a quoted name is no word").isFalse();
        assertThat(statement.indexOf("(", "a", ")")).isEqualTo(6);
        assertThat(statement.has(0, "create", "index", "concurrently", "i", "on", "x", "(", "a", ")", "more"))
                .isFalse();
    }
}
