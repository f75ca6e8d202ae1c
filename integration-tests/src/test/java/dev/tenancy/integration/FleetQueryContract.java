package dev.tenancy.integration;

import static dev.tenancy.generated.tenant.Tables.ITEMS;
import static dev.tenancy.integration.FleetDatabase.ACTIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.FleetOptions;
import dev.tenancy.flyway.TenantOutcome;
import dev.tenancy.flyway.TenantOutcome.Done;
import dev.tenancy.flyway.TenantOutcome.Failed;
import dev.tenancy.flyway.TenantWorkException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;

/** Queries in all tenants, a part of {@link FleetWorkContract}. */
interface FleetQueryContract {

    FleetDatabase database();

    @Test
    default void a_query_has_one_outcome_for_each_tenant() {
        try (Stream<TenantOutcome<List<String>>> answers = database()
                .fleet()
                .query(database().tenancy(), (tenant, dsl) -> dsl.selectFrom(ITEMS)
                        .orderBy(ITEMS.NAME)
                        .fetch(ITEMS.NAME))) {
            Map<TenantId, List<String>> names =
                    answers.collect(Collectors.toMap(TenantOutcome::tenant, TenantOutcome::orThrow));
            assertThat(names.keySet()).containsExactlyInAnyOrderElementsOf(ACTIVE);
            names.forEach((tenant, own) -> assertThat(own).containsExactly(tenant + " ink", tenant + " pen"));
        }
    }

    @Test
    default void a_query_may_answer_null_and_writes_nothing() {
        try (Stream<TenantOutcome<String>> answers = database()
                .fleet()
                .query(
                        database().tenancy(),
                        FleetOptions.builder().stopAfterFailures(100).build(),
                        (tenant, dsl) -> {
                            if (tenant.equals(ACTIVE.get(0))) {
                                return null;
                            }
                            FleetDatabase.insert(tenant, dsl);
                            return "written";
                        })) {
            List<TenantOutcome<String>> all = answers.toList();
            assertThat(all).hasSize(9);
            assertThat(all.stream().filter(Done.class::isInstance))
                    .singleElement()
                    .satisfies(done -> assertThat(done.orThrow()).isNull());
            assertThat(all.stream().filter(Failed.class::isInstance))
                    .hasSize(8)
                    .allSatisfy(failed -> assertThatThrownBy(failed::orThrow)
                            .isInstanceOf(TenantWorkException.class)
                            .hasMessage("The work was not done in tenant " + failed.tenant()
                                    + " failed: cannot execute INSERT in a read-only transaction (25006).")
                            .hasCauseInstanceOf(DataAccessException.class));
        }
        assertThat(database().written()).isEqualTo(FleetDatabase.each(0));
    }

    @Test
    default void a_halted_query_says_who_was_not_asked() {
        try (Stream<TenantOutcome<Integer>> answers = database()
                .fleet()
                .query(
                        database().tenancy(),
                        FleetOptions.builder()
                                .parallelism(1)
                                .stopAfterFailures(1)
                                .only(List.of(ACTIVE.get(0), ACTIVE.get(1), ACTIVE.get(2), FleetDatabase.GHOST))
                                .build(),
                        (tenant, dsl) -> {
                            throw new IllegalStateException("no");
                        })) {
            assertThat(answers.map(outcome ->
                            outcome.tenant() + " " + outcome.getClass().getSimpleName()))
                    .containsExactly("t0 Failed", "ghost Refused", "t1 NotStarted", "t2 NotStarted");
        }
    }

    @Test
    default void results_that_nobody_reads_make_the_threads_wait_without_a_connection() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (Stream<TenantOutcome<Integer>> answers = database()
                .fleet()
                .query(
                        database().tenancy(),
                        FleetOptions.builder().parallelism(2).build(),
                        (tenant, dsl) -> dsl.fetchCount(ITEMS) + asked.incrementAndGet())) {
            assertThat(asked).as("nothing is asked before the first read").hasValue(0);
            Iterator<TenantOutcome<Integer>> reader = answers.iterator();
            assertThat(reader.next()).isInstanceOf(Done.class);
            FleetThreads.waitUntilAllWait(asked, 5);
            assertThat(asked).as("one read, two that wait to be, two in hand").hasValue(5);
            assertThat(database().pool().getHikariPoolMXBean().getActiveConnections())
                    .isZero();
            List<TenantId> rest = new ArrayList<>();
            reader.forEachRemaining(outcome -> rest.add(outcome.tenant()));
            assertThat(rest).hasSize(8).doesNotHaveDuplicates();
        }
        FleetThreads.assertEnd();
    }

    @Test
    default void a_stream_that_is_closed_early_asks_no_more_and_leaves_nothing_behind() {
        AtomicInteger asked = new AtomicInteger();
        try (Stream<TenantOutcome<Integer>> answers = database()
                .fleet()
                .query(
                        database().tenancy(),
                        FleetOptions.builder().parallelism(2).build(),
                        (tenant, dsl) -> dsl.fetchCount(ITEMS) + asked.incrementAndGet())) {
            assertThat(answers.limit(1)).hasSize(1);
        }
        int whenClosed = asked.get();
        assertThat(whenClosed).isBetween(1, 5);
        FleetThreads.assertEnd();
        assertThat(asked).hasValue(whenClosed);
    }

    @Test
    default void a_stream_that_is_never_read_asks_nobody() {
        Stream<TenantOutcome<Integer>> answers = database()
                .fleet()
                .query(database().tenancy(), (tenant, dsl) -> {
                    throw new AssertionError("asked");
                });
        answers.close();
        FleetThreads.assertEnd();
    }
}
