package dev.tenancy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RaceTest {

    @Test
    void contenders_take_turns_each_round_begins_with_another_one_and_units_are_counted_on() throws Exception {
        List<String> done = new ArrayList<>();
        Times times = new Race(List.of(
                        new Contender("a", 2, n -> done.add("a" + n)), new Contender("b", 1, n -> done.add("b" + n))))
                .before(() -> done.add("-"))
                .run(new Pace(1, 2));
        assertThat(done).containsExactly("-", "a0", "a1", "b0", "-", "a2", "a3", "b1", "-", "b2", "a4", "a5");
        assertThat(times.names()).containsExactly("a", "b");
        assertThat(times.ratios("a", "b")).hasSize(2);
    }

    @Test
    void every_pace_has_at_least_five_rounds_and_a_warm_up() {
        assertThat(List.of(Pace.FULL, Pace.QUICK, Pace.SLOW)).allSatisfy(pace -> {
            assertThat(pace.rounds()).isGreaterThanOrEqualTo(5).isOdd();
            assertThat(pace.warmUp()).isPositive();
        });
    }

    @Test
    void a_median_is_the_one_in_the_middle() {
        assertThat(Times.median(List.of(9.0, 1.0, 2.0))).isEqualTo(2.0);
        assertThat(Times.median(List.of(9.0, 1.0, 2.0, 4.0))).isEqualTo(3.0);
    }

    @Test
    void a_ratio_compares_what_was_measured_in_the_same_round() {
        // a machine that was ten times as slow in one round
        Times times = new Times(Map.of("ours", List.of(11.0, 110.0, 12.0), "rival", List.of(10.0, 100.0, 10.0)));
        assertThat(times.ratio("ours", "rival")).isCloseTo(1.1, within(1e-9));
        assertThat(times.median("ours")).isEqualTo(12.0);
        assertThatThrownBy(() -> times.median("them")).hasMessageStartingWith("There is no contender 'them': ");
    }

    @Test
    void the_mean_of_several_races_is_the_geometric_one() {
        Times half = new Times(Map.of("ours", List.of(1.0), "rival", List.of(2.0)));
        Times twice = new Times(Map.of("ours", List.of(4.0), "rival", List.of(2.0)));
        assertThat(Times.mean(List.of(half, twice), "ours", "rival")).isCloseTo(1.0, within(1e-9));
    }
}
