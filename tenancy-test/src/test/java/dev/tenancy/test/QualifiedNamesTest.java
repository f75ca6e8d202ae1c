package dev.tenancy.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QualifiedNamesTest {

    @Test
    void quoted_names_are_found_as_they_are() {
        assertThat(QualifiedNames.in("select * from \"tenant_A-b\".\"It\"\"ems\""))
                .containsExactly(new QualifiedName("tenant_A-b", "It\"ems"));
    }

    @Test
    void unquoted_names_are_found_folded_as_postgresql_folds_them() {
        assertThat(QualifiedNames.in("select * from TENANT_I.Items i"))
                .containsExactly(new QualifiedName("tenant_i", "items"));
    }

    @Test
    void names_are_found_with_space_and_lines_between() {
        assertThat(QualifiedNames.in("select * from a \n .\t\"b\"")).containsExactly(new QualifiedName("a", "b"));
    }

    @Test
    void both_pairs_of_a_three_part_name_are_found() {
        assertThat(QualifiedNames.in("select \"s\".\"t\".\"c\" from s.t"))
                .containsExactly(new QualifiedName("s", "t"), new QualifiedName("t", "c"));
    }

    @Test
    void names_are_found_in_literals_and_bodies() {
        assertThat(QualifiedNames.in("select nextval('\"s\".\"q\"'); do $$ begin perform x.f(); end $$"))
                .containsExactly(new QualifiedName("s", "q"), new QualifiedName("x", "f"));
    }

    @Test
    void unbalanced_quote_in_a_literal_hides_no_name() {
        assertThat(QualifiedNames.in("select '5\" nail' from \"s\".\"t\"")).contains(new QualifiedName("s", "t"));
    }

    @Test
    void numbers_and_ends_of_words_are_no_names() {
        assertThat(QualifiedNames.in("select 1.5, x1.y from t")).containsExactly(new QualifiedName("x1", "y"));
    }

    @Test
    void long_text_without_names_is_fast() {
        assertThat(QualifiedNames.in("select '" + "\"a ".repeat(20_000) + "'")).isEmpty();
    }
}
