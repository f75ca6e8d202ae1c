package dev.tenancy.lint.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenancy.lint.internal.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LexerTest {

    static Stream<Arguments> tokens() {
        return Stream.of(
                Arguments.of("select a1_$ from t", List.of("select", "a1_$", "from", "t")),
                Arguments.of("'it''s' 'x'", List.of("'it''s'", "'x'")),
                Arguments.of("'a\\' ''", List.of("'a\\'", "''")),
                Arguments.of("E'a\\'b''c' x", List.of("E'a\\'b''c'", "x")),
                Arguments.of("e'\\\\' x", List.of("e'\\\\'", "x")),
                Arguments.of(
                        "B'01' x'1F' N'ä' U&'d\\0061t' u&\"d\\0061t\"",
                        List.of("B'01'", "x'1F'", "N'ä'", "U&'d\\0061t'", "u&\"d\\0061t\"")),
                Arguments.of("u & 'x'", List.of("u", "&", "'x'")),
                Arguments.of("'a'\n  'b' 'c'", List.of("'a'\n  'b'", "'c'")),
                Arguments.of("E'a' -- why\n '\\'b' c", List.of("E'a' -- why\n '\\'b'", "c")),
                Arguments.of("\"a\"\"b\"\"\" \"C d\"", List.of("\"a\"\"b\"\"\"", "\"C d\"")),
                Arguments.of("$$a;$b$'$$ x", List.of("$$a;$b$'$$", "x")),
                Arguments.of("$a$ $$ $b$ $a$ x", List.of("$a$ $$ $b$ $a$", "x")),
                Arguments.of("$ä1$;$ä1$", List.of("$ä1$;$ä1$")),
                Arguments.of("a$$b$$", List.of("a$$b$$")),
                Arguments.of("$1+$23", List.of("$1", "+", "$23")),
                Arguments.of(
                        "1.5 .5 1. 1e-3 0x1F 1_000 1..2",
                        List.of("1.5", ".5", "1.", "1e-3", "0x1F", "1_000", "1", "..", "2")),
                Arguments.of("a::b:=c[1:2]", List.of("a", "::", "b", ":=", "c", "[", "1", ":", "2", "]")),
                Arguments.of("a<=-1", List.of("a", "<=", "-", "1")),
                Arguments.of("a @-b", List.of("a", "@-", "b")),
                Arguments.of("a?|b ?& c ?? d", List.of("a", "?|", "b", "?&", "c", "??", "d")),
                Arguments.of("a+--b\nc", List.of("a", "+", "--b", "c")),
                Arguments.of("a*/*b*/c", List.of("a", "*", "/*b*/", "c")),
                Arguments.of("/* a /* b */ ; */ c", List.of("/* a /* b */ ; */", "c")),
                Arguments.of("/*/**/*/c", List.of("/*/**/*/", "c")),
                Arguments.of("-- a\r\nb--c", List.of("-- a", "b", "--c")),
                Arguments.of("\ufeffselect", List.of("select")),
                Arguments.of("größe 名 \ud83d\ude00", List.of("größe", "名", "\ud83d\ude00")),
                Arguments.of("Éa E 'x'", List.of("Éa", "E", "'x'")),
                Arguments.of("", List.of()),
                Arguments.of(" \t\r\n\f\u000b", List.of()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tokens")
    void a_text_is_cut_as_postgresql_cuts_it(String sql, List<String> texts) {
        List<Doubt> doubts = new ArrayList<>();

        assertThat(new Lexer(sql, 1, doubts).tokens()).extracting(Token::text).isEqualTo(texts);
        assertThat(doubts).isEmpty();
    }

    @Test
    void every_kind_is_told_from_the_others() {
        assertThat(tokens("a \"a\" 'a' $$a$$ 1 $1 + -- a"))
                .extracting(Token::kind)
                .containsExactly(Kind.values());
    }

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("ITEMS", "items"),
                Arguments.of("İTEMÄ", "İtemÄ"),
                Arguments.of("\"It\"\"em\"", "It\"em"),
                Arguments.of("U&\"d\\0061t\\+000061\\\\\"", "data\\"),
                Arguments.of("'it''s'", "it's"),
                Arguments.of("'a'\n'b'", "ab"),
                Arguments.of("'a\\n'", "a\\n"),
                Arguments.of(
                        "E'a\\n\\t\\'\\\\''\\101\\x41\\u00e4\\U0001F600\\q\\b\\f\\r\\v'",
                        "a\n\t'\\'AAä\ud83d\ude00q\b\f\r\u000b"),
                Arguments.of("E'\\U7FFFFFFF'", "\ufffd"),
                Arguments.of("U&'\\0041\\00e4'", "Aä"),
                Arguments.of("$x$a $$ b$x$", "a $$ b"),
                Arguments.of("$$$$", ""),
                Arguments.of("12", "12"),
                Arguments.of("$1", "$1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void a_name_and_a_string_say_what_they_stand_for(String text, String value) {
        assertThat(tokens(text)).singleElement().extracting(Token::value).isEqualTo(value);
    }

    static Stream<Arguments> doubtful() {
        return Stream.of(
                Arguments.of("select 'a", "a string without an end"),
                Arguments.of("select E'a\\'", "a string without an end"),
                Arguments.of("select \"a", "a quoted name without an end"),
                Arguments.of("select $a$ b $A$", "a string that opens with $a$ without an end"),
                Arguments.of("/* a /* b */", "a comment without an end"),
                Arguments.of("\\d items", "a backslash outside of a string: a command of psql"),
                Arguments.of("a { b", "the character U+007B outside of a string"),
                Arguments.of("a \u0000", "the character U+0000 outside of a string"),
                Arguments.of("a $b", "a dollar sign that opens no string"),
                Arguments.of("copy a from stdin;\n1\n2\n", "COPY FROM STDIN without an end of its data"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("doubtful")
    void what_it_is_not_sure_of_it_says(String sql, String doubt) {
        List<Doubt> doubts = new ArrayList<>();
        new Lexer("\n" + sql, 1, doubts).tokens();

        assertThat(doubts).extracting(Doubt::why).contains(doubt);
        assertThat(doubts.get(0).line()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void lines_are_counted_whatever_ends_them_and_from_where_one_likes() {
        assertThat(tokens("a\nb\r\nc\rd\n\ne 'x\ny' f")).extracting(Token::line).containsExactly(1, 2, 3, 4, 6, 6, 7);
        assertThat(new Lexer("a\nb", 7, new ArrayList<>()).tokens())
                .extracting(Token::line)
                .containsExactly(7, 8);
    }

    @Test
    void the_data_of_a_copy_are_no_sql() {
        assertThat(tokens("COPY a (b) FROM stdin WITH csv;\n1;'\n\\.\nselect 1; copy a to stdout; x"))
                .extracting(Token::text)
                .containsExactly(
                        "COPY", "a", "(", "b", ")", "FROM", "stdin", "WITH", "csv", ";", "select", "1", ";", "copy",
                        "a", "to", "stdout", ";", "x");
        assertThat(tokens("copy a from stdin;\r\n1\r\n\\.\r\nb"))
                .last()
                .extracting(Token::line)
                .isEqualTo(4);
    }

    /** No text makes it fail or lose a character, and what is between two tokens is white space. */
    @RepeatedTest(200)
    void any_text_is_cut_without_a_rest(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        String[] pieces = {
            "'",
            "''",
            "\"",
            "$$",
            "$a$",
            "$",
            "/*",
            "*/",
            "--",
            "\n",
            "\r\n",
            "E'",
            "U&'",
            "U&\"",
            "\\",
            "a",
            "B",
            "1",
            "1.",
            ".",
            ";",
            "(",
            ")",
            "+",
            "-",
            "?",
            "é",
            " ",
            "\ufeff",
            "begin atomic",
            "end",
            "copy a from stdin;",
            "\\.",
            "{"
        };
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(60); i >= 0; i--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        String sql = text.toString().replaceAll("copy a from stdin;", "copy");
        int last = sql.startsWith("\ufeff") ? 1 : 0;
        for (Token token : tokens(sql)) {
            assertThat(sql.substring(last, token.start())).as("seed %d", seed).isBlank();
            assertThat(sql.substring(token.start(), token.end()))
                    .as("seed %d", seed)
                    .isEqualTo(token.text());
            assertThat(token.value()).isNotNull();
            last = token.end();
        }
        assertThat(sql.substring(last)).as("seed %d", seed).isBlank();
        assertThat(SqlScript.of(text.toString()).text()).isEqualTo(text.toString());
    }

    private static List<Token> tokens(String sql) {
        return new Lexer(sql, 1, new ArrayList<>()).tokens();
    }
}
