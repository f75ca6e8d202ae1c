package dev.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Section A of the catalogue: what is no tenant id is refused, with the rule, before any SQL. */
class TenantIdTest {

    private static final String USE =
            " Use 1 to 48 characters out of a-z, 0-9, '-' and '_', starting and ending with a letter or digit.";

    @Test
    void slugs_numbers_snake_case_and_uuids_are_ids() {
        for (String id : List.of(
                "a",
                "7",
                "acme",
                "acme-eu",
                "acme_eu",
                "a--b",
                "a_-b",
                "123",
                "0f8fad5b-d9cb-469f-a165-70867728950e",
                "x".repeat(48))) {
            assertThat(TenantId.of(id).value()).isEqualTo(id);
            assertThat(TenantId.of(id)).hasToString(id).isEqualTo(new TenantId(id));
        }
    }

    @Test
    void ids_are_ordered_by_their_characters() {
        assertThat(Stream.of("b", "a_b", "a-b", "a").map(TenantId::of).sorted().map(TenantId::value))
                .containsExactly("a", "a-b", "a_b", "b");
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without null checks does
    void case_001_missing_is_refused() {
        refused(null, "Invalid tenant id null: it is missing (null)." + USE);
    }

    @Test
    void case_002_empty_is_refused() {
        refused("", "Invalid tenant id '': it is empty." + USE);
    }

    @Test
    void case_003_blank_is_refused() {
        refused(" ", "Invalid tenant id ' ': character 1 is not one of a-z, 0-9, '-' and '_'." + USE);
    }

    @Test
    void case_006_a_trailing_newline_is_refused_and_escaped() {
        refused("acme\n", "Invalid tenant id 'acme\\u000a': character 5 is not one of a-z, 0-9, '-' and '_'." + USE);
    }

    @Test
    void case_013_an_outer_separator_is_refused() {
        for (String id : List.of("-a", "a-", "_a", "a_", "-", "_")) {
            refused(id, "Invalid tenant id '" + id + "': '-' and '_' may stand inside it only." + USE);
        }
    }

    @Test
    void case_020_49_characters_are_refused_and_48_are_not() {
        assertThat(TenantId.of("a".repeat(48)).value()).hasSize(48);
        refused(
                "a".repeat(49),
                "Invalid tenant id '" + "a".repeat(49) + "': it has 49 characters, 48 are allowed." + USE);
    }

    @Test
    void case_020_a_megabyte_is_refused_by_its_length_and_quoted_in_64_characters() {
        refused(
                "a".repeat(1_000_000),
                "Invalid tenant id '" + "a".repeat(64) + "…': it has 1000000 characters, 48 are allowed." + USE);
    }

    @Test
    void quotes_and_backslashes_cannot_end_the_quotation() {
        refused("a'b\\", "Invalid tenant id 'a\\'b\\\\': character 2 is not one of a-z, 0-9, '-' and '_'." + USE);
    }

    @TestFactory
    Stream<DynamicTest> these_are_refused_and_never_repaired() {
        return Stream.of(
                        named("case_004_outer_space", " acme", "acme "),
                        named("case_005_inner_space", "ac me"),
                        named("case_007_crlf", "acme\r\n", "ac\r\nme"),
                        named("case_008_nul", "\0", "acme\0"),
                        named("case_009_tab_del_and_controls", "a\tb", "a\u007fb", "a\u0001b", "a\u0085b"),
                        named(
                                "case_010_sql_signs",
                                "a'b",
                                "a\"b",
                                "a;b",
                                "a/*b",
                                "a$$b",
                                "a\\b",
                                "a%b",
                                "--",
                                "a'; drop schema x; --"),
                        named("case_011_dot", "a.b", ".", ".."),
                        named("case_012_paths", "a/b", "../a", "%2e%2e", "a%2fb"),
                        named("case_014_upper_case", "Acme", "ACME", "I"),
                        named(
                                "case_015_letters_that_fold_by_locale",
                                "\u0130",
                                "\u0131",
                                "stra\u00dfe",
                                "\u017f",
                                "\u212a"),
                        named("case_016_look_alikes", "\uff41cme", "\u0430cme", "\ufb01n", "\u0661"),
                        named("case_017_composed_and_decomposed", "caf\u00e9", "cafe\u0301"),
                        named(
                                "case_018_invisible_characters",
                                "a\u200bb",
                                "\ufeffa",
                                "a\u00adb",
                                "a\u202eb",
                                "a\u00a0b"),
                        named("case_019_lone_surrogates", "a\ud800b", "\udc00", "a\ud83d\ude00"),
                        named("case_020_too_long", "a".repeat(63), "a".repeat(1000)),
                        named("case_021_postgres_words_with_signs", "$user"))
                .flatMap(tests -> tests);
    }

    private static Stream<DynamicTest> named(String name, String... ids) {
        return Stream.of(ids)
                .map(id -> DynamicTest.dynamicTest(name + " " + Quoted.of(id), () -> {
                    assertThatThrownBy(() -> TenantId.of(id))
                            .isInstanceOfSatisfying(InvalidTenantIdException.class, e -> {
                                assertThat(e.getMessage()).matches("[ -~…]*");
                                assertThat(e.tenant()).isEmpty();
                            });
                }));
    }

    @Test
    void case_021_postgres_words_are_ids_because_the_prefix_makes_them_harmless() {
        TenantLayout layout = TenantLayout.defaults();
        for (String word : List.of("pg_x", "public", "information_schema", "none")) {
            assertThat(layout.schemaOf(TenantId.of(word)).value()).isEqualTo("tenant_" + word);
            assertThat(layout.roleOf(TenantId.of(word))).isEqualTo("tenant_" + word);
        }
    }

    @Test
    void case_020_two_long_ids_with_one_63_byte_prefix_never_meet() {
        TenantLayout longest = TenantLayout.builder()
                .naming(SchemaNaming.prefix("p".repeat(15)))
                .build();
        String one = "a".repeat(47) + "1";
        String two = "a".repeat(47) + "2";
        assertThat(longest.schemaOf(TenantId.of(one)).value()).hasSize(63);
        assertThat(longest.schemaOf(TenantId.of(one))).isNotEqualTo(longest.schemaOf(TenantId.of(two)));
    }

    @Test
    void case_022_accepted_ids_map_one_to_one_both_ways_in_ascii_and_63_bytes() {
        TenantLayout layout = TenantLayout.builder()
                .naming(SchemaNaming.prefix("t15-characters_"))
                .rolePrefix("r15-characters_")
                .build();
        Random random = new Random(22);
        Set<TenantId> ids = new HashSet<>();
        Set<String> schemas = new HashSet<>();
        Set<String> roles = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            TenantId id = randomId(random);
            String schema = layout.schemaOf(id).value();
            assertThat(layout.tenantOf(schema)).contains(id);
            assertThat(schema).matches("[!-~]{1,63}");
            ids.add(id);
            schemas.add(schema);
            roles.add(layout.roleOf(id));
        }
        assertThat(schemas).hasSameSizeAs(ids);
        assertThat(roles).hasSameSizeAs(ids);
    }

    private static TenantId randomId(Random random) {
        String outer = "abcdefghijklmnopqrstuvwxyz0123456789";
        String inner = outer + "-_-_-_";
        int length = 1 + random.nextInt(random.nextBoolean() ? 3 : 48);
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < length; i++) {
            String letters = i == 0 || i == length - 1 ? outer : inner;
            id.append(letters.charAt(random.nextInt(letters.length())));
        }
        return TenantId.of(id.toString());
    }

    private static void refused(String id, String message) {
        assertThatThrownBy(() -> TenantId.of(id))
                .isInstanceOf(InvalidTenantIdException.class)
                .hasMessage(message);
    }
}
