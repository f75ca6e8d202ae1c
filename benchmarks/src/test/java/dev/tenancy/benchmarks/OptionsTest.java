package dev.tenancy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void suites_and_options_may_come_in_any_order() {
        Options options = Options.parse(List.of(
                "--quick",
                "request",
                "--tenants",
                "1000",
                "--rtt",
                "0.5ms",
                "memory",
                "--url",
                "jdbc:postgresql:x",
                "--images",
                "docs/images"));
        assertThat(options.suites()).containsExactly("request", "memory");
        assertThat(options.quick()).isTrue();
        assertThat(options.tenantsOr(7, 8)).isEqualTo(1_000);
        assertThat(options.rtt()).contains(Duration.ofNanos(500_000));
        assertThat(options.url()).contains("jdbc:postgresql:x");
        assertThat(options.images()).contains(Path.of("docs/images"));
    }

    @Test
    void what_is_not_said_is_the_suites_own() {
        assertThat(Options.parse(List.of("request")).tenantsOr(7, 8)).isEqualTo(7);
        assertThat(Options.parse(List.of("request", "--quick")).tenantsOr(7, 8)).isEqualTo(8);
    }

    @Test
    void durations_have_a_unit() {
        assertThat(Options.duration("200us")).isEqualTo(Duration.ofNanos(200_000));
        assertThat(Options.duration("1s")).isEqualTo(Duration.ofSeconds(1));
        assertThat(Options.duration("0ms")).isZero();
        assertThatThrownBy(() -> Options.duration("5")).hasMessage("'5' is no duration: 0.5ms, 200us, 1s.");
    }

    @Test
    void an_unknown_option_and_a_missing_value_are_named() {
        assertThatThrownBy(() -> Options.parse(List.of("--slow", "x"))).hasMessage("There is no option --slow.");
        assertThatThrownBy(() -> Options.parse(List.of("--rtt"))).hasMessage("--rtt needs a value.");
    }
}
