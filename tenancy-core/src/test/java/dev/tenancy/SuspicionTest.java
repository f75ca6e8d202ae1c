package dev.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That a text is read closely only if it must be; what is missed here is a failure of {@link SessionTextTest}. */
class SuspicionTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select \"tenant_acme\".\"items\".\"id\" from \"tenant_acme\".\"items\" where \"id\" = ?",
                "select count(*) from \"tenant_acme\".\"items\"",
                "select \"attempts\", \"contempt\" is null, a - b, a / b, a ->> 'x' from \"tenant_acme\".\"attempts\"",
                "insert into \"tenant_acme\".\"items\" (\"name\") values (?) returning \"id\"",
                "update \"tenant_acme\".\"settings\" set \"name\" = ?",
                "delete from \"tenant_acme\".\"items\"",
                "settle(1)",
                "",
            })
    void what_jooq_renders_is_not_read_closely(String sql) {
        assertThat(Suspicion.of(sql)).isFalse();
    }

    @Test
    void a_name_that_begins_with_temp_is_read_closely_and_found_harmless() {
        assertThat(Suspicion.of("select \"template\" from t")).isTrue();
        assertThat(SessionText.leavesResidue("select \"template\" from t")).isFalse();
    }
}
