package dev.tenancy.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which answer a failure of the database is. */
class FailuresTest {

    @ParameterizedTest
    @CsvSource({
        "40001, 409",
        "40P01, 409",
        "08006, 503",
        "08001, 503",
        "28P01, 503",
        "57P01, 503",
        "57P03, 503",
        "57014, 503",
        "53300, 503",
        "55P03, 503",
        "23505, 500",
        "23514, 500",
        "42501, 500",
        "42P01, 500",
        "22001, 500",
        "XX000, 500"
    })
    void a_state_of_postgresql_is_a_status(String state, int status) {
        Problem problem = Failures.problem(new DataAccessException("secret", new SQLException("secret", state)));
        assertThat(problem.status()).isEqualTo(status);
        assertThat(Json.write(problem.response("c").event())).doesNotContain("secret", state);
        assertThat(problem.response("c").event().toString().contains("Retry-After"))
                .isEqualTo(status == 503);
    }

    @Test
    void an_exhausted_pool_is_503() {
        Throwable failure = new DataAccessException("no", new SQLTransientConnectionException("pool"));
        assertThat(Failures.problem(failure).status()).isEqualTo(503);
    }

    @Test
    void anything_else_is_500_and_says_nothing() {
        Problem problem = Failures.problem(new IllegalStateException("secret"));
        assertThat(problem.status()).isEqualTo(500);
        assertThat(Json.write(problem.response("c").event())).doesNotContain("secret");
    }

    @Test
    void a_ring_of_causes_ends() {
        RuntimeException first = new IllegalStateException("a");
        RuntimeException second = new IllegalStateException("b", first);
        first.initCause(second);
        assertThat(Failures.problem(first).status()).isEqualTo(500);
    }
}
