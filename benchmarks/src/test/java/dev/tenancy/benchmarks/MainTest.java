package dev.tenancy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void a_ratio_up_to_twice_its_goal_is_missed_and_no_failure() throws Exception {
        assertThat(run(findings -> findings.bar("request-qualified", 2.10))).isZero();
        assertThat(text())
                .contains("missed: request-qualified is 2.1000, wanted at most 1.05\n")
                .contains("bar request-qualified 2.1000\n")
                .doesNotContain("regression");
    }

    @Test
    void a_ratio_worse_than_twice_its_goal_fails_the_run() throws Exception {
        assertThat(run(findings -> findings.bar("request-qualified", 2.11))).isOne();
        assertThat(text()).endsWith("regression: request-qualified is 2.1100, worse than twice its goal of 1.05\n");
    }

    @Test
    void where_a_goal_is_out_of_reach_worse_than_twice_what_was_reached_fails_the_run() throws Exception {
        double reached = Goals.REACHED.get("provision-vs-ddl");
        assertThat(run(findings -> findings.bar("provision-vs-ddl", 2 * reached)))
                .isZero();
        assertThat(text()).contains("missed: provision-vs-ddl");
        assertThat(run(findings -> findings.bar("provision-vs-ddl", 2 * reached + 0.01)))
                .isOne();
        assertThat(text()).contains("regression: provision-vs-ddl").contains("worse than twice what was reached, ");
    }

    @Test
    void a_ratio_that_is_no_number_fails_the_run() throws Exception {
        assertThat(run(findings -> findings.bar("memory", Double.NaN))).isOne();
    }

    @Test
    void a_ratio_that_is_reached_is_one_line() throws Exception {
        assertThat(run(findings -> findings.bar("memory", 1.2))).isZero();
        assertThat(text()).endsWith("bar memory 1.2000\n").doesNotContain("missed");
    }

    @Test
    void one_more_than_may_be_counted_fails_the_run() throws Exception {
        assertThat(run(findings -> findings.count("provision-roundtrips", 6))).isZero();
        assertThat(text()).endsWith("count provision-roundtrips 6\n");
        assertThat(run(findings -> findings.count("provision-roundtrips", 7))).isOne();
        assertThat(text()).endsWith("regression: provision-roundtrips is 7, more than 6\n");
    }

    @Test
    void what_has_no_goal_is_told_only() throws Exception {
        assertThat(run(findings -> {
                    findings.bar("something", 1e9);
                    findings.count("something", 1_000_000);
                }))
                .isZero();
    }

    @Test
    void suites_run_in_the_order_asked_for_and_all_in_their_own() throws Exception {
        Map<String, Suite> suites = new LinkedHashMap<>();
        suites.put("b", (options, findings) -> findings.count("b", 1));
        suites.put("a", (options, findings) -> findings.count("a", 1));
        assertThat(Main.run(List.of("a", "b"), stream(), suites)).isZero();
        assertThat(text()).containsSubsequence("count a 1", "count b 1");
        out.reset();
        assertThat(Main.run(List.of("all"), stream(), suites)).isZero();
        assertThat(text()).containsSubsequence("count b 1", "count a 1");
    }

    @Test
    void a_command_that_is_not_understood_is_told_what_there_is() throws Exception {
        assertThat(Main.run(List.of("requests"), stream(), Map.of("request", (options, findings) -> {})))
                .isEqualTo(2);
        assertThat(text()).isEqualTo("There is no suite 'requests'.\n" + Options.USAGE + "\nSuites: [request], all\n");
    }

    private int run(java.util.function.Consumer<Findings> suite) throws Exception {
        out.reset();
        return Main.run(List.of("x"), stream(), Map.of("x", (options, findings) -> suite.accept(findings)));
    }

    private PrintStream stream() {
        return new PrintStream(out, true, StandardCharsets.UTF_8);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
