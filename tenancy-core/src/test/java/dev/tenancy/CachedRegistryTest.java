package dev.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What {@link TenantRegistry#cached} promises, by a clock that the test moves. */
class CachedRegistryTest {

    private static final TenantId ACME = TenantId.of("acme");
    private static final TenantId GLOBEX = TenantId.of("globex");
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(10);

    /** Near its end, so that it overflows on the way: only differences count. */
    private final AtomicLong clock =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(5).toNanos());

    private final AtomicInteger questions = new AtomicInteger();
    private volatile Optional<TenantStatus> truth = Optional.of(TenantStatus.ACTIVE);
    private final TenantRegistry cached = new CachedRegistry(this::ask, TIME_TO_LIVE, clock::get);

    private Optional<TenantStatus> ask(TenantId tenant) {
        questions.incrementAndGet();
        return truth;
    }

    @Test
    void an_answer_is_used_until_it_is_as_old_as_the_time_to_live() {
        assertThat(cached.statusOf(ACME)).contains(TenantStatus.ACTIVE);
        truth = Optional.of(TenantStatus.SUSPENDED);
        pass(TIME_TO_LIVE.minusNanos(1));
        assertThat(cached.statusOf(ACME)).contains(TenantStatus.ACTIVE);
        assertThat(questions).hasValue(1);
        pass(Duration.ofNanos(1));
        assertThat(cached.statusOf(ACME)).contains(TenantStatus.SUSPENDED);
        assertThat(questions).hasValue(2);
    }

    @Test
    void an_answer_is_as_old_as_its_question() {
        TenantRegistry slow = new CachedRegistry(
                tenant -> {
                    Optional<TenantStatus> answer = ask(tenant);
                    pass(Duration.ofSeconds(9));
                    return answer;
                },
                TIME_TO_LIVE,
                clock::get);
        slow.statusOf(ACME);
        pass(Duration.ofSeconds(1));
        slow.statusOf(ACME);
        assertThat(questions).hasValue(2);
    }

    @Test
    void an_unknown_tenant_is_remembered_too_and_each_tenant_by_itself() {
        truth = Optional.empty();
        assertThat(cached.statusOf(ACME)).isEmpty();
        truth = Optional.of(TenantStatus.ACTIVE);
        assertThat(cached.statusOf(ACME)).isEmpty();
        assertThat(cached.statusOf(GLOBEX)).contains(TenantStatus.ACTIVE);
        assertThat(questions).hasValue(2);
    }

    @Test
    void a_failure_is_not_remembered_and_keeps_no_old_answer_alive() {
        AtomicInteger asked = new AtomicInteger();
        TenantRegistry failing = new CachedRegistry(
                tenant -> {
                    if (asked.incrementAndGet() % 2 == 1) {
                        throw new IllegalStateException("registry is down");
                    }
                    return Optional.of(TenantStatus.ACTIVE);
                },
                TIME_TO_LIVE,
                clock::get);
        assertThatThrownBy(() -> failing.statusOf(ACME)).hasMessage("registry is down");
        assertThat(failing.statusOf(ACME)).contains(TenantStatus.ACTIVE);
        assertThat(failing.statusOf(ACME)).contains(TenantStatus.ACTIVE);
        pass(TIME_TO_LIVE);
        assertThatThrownBy(() -> failing.statusOf(ACME)).hasMessage("registry is down");
        assertThat(asked).hasValue(3);
    }

    @Test
    void forgetting_asks_again_and_is_passed_on() {
        List<TenantId> forgotten = new ArrayList<>();
        TenantRegistry inner = new TenantRegistry() {
            @Override
            public Optional<TenantStatus> statusOf(TenantId tenant) {
                return ask(tenant);
            }

            @Override
            public void forget(TenantId tenant) {
                forgotten.add(tenant);
            }
        };
        TenantRegistry twice = inner.cached(TIME_TO_LIVE).cached(TIME_TO_LIVE);
        twice.statusOf(ACME);
        twice.statusOf(GLOBEX);
        twice.forget(ACME);
        assertThat(forgotten).containsExactly(ACME);
        twice.statusOf(ACME);
        twice.statusOf(GLOBEX);
        assertThat(questions).hasValue(3);
    }

    @Test
    void of_many_who_ask_one_asks_and_the_others_wait_for_its_answer() throws Exception {
        int threads = 32;
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        TenantRegistry slow = new CachedRegistry(
                tenant -> {
                    asked.countDown();
                    await(answer);
                    return ask(tenant);
                },
                TIME_TO_LIVE,
                clock::get);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Optional<TenantStatus>>> answers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                answers.add(pool.submit(() -> slow.statusOf(ACME)));
            }
            await(asked);
            answer.countDown();
            for (Future<Optional<TenantStatus>> one : answers) {
                assertThat(one.get(60, TimeUnit.SECONDS)).contains(TenantStatus.ACTIVE);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(questions).hasValue(1);
    }

    @Test
    void a_slow_question_about_one_tenant_keeps_no_other_waiting() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        TenantRegistry slow = new CachedRegistry(
                tenant -> {
                    if (tenant.equals(ACME)) {
                        asked.countDown();
                        await(answer);
                    }
                    return ask(tenant);
                },
                TIME_TO_LIVE,
                clock::get);
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            Future<Optional<TenantStatus>> waiting = pool.submit(() -> slow.statusOf(ACME));
            await(asked);
            assertThat(slow.statusOf(GLOBEX)).contains(TenantStatus.ACTIVE);
            answer.countDown();
            assertThat(waiting.get(60, TimeUnit.SECONDS)).contains(TenantStatus.ACTIVE);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void an_answer_to_a_question_asked_before_forgetting_is_not_remembered() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        TenantRegistry slow = new CachedRegistry(
                tenant -> {
                    Optional<TenantStatus> before = ask(tenant);
                    if (questions.get() == 1) {
                        asked.countDown();
                        await(answer);
                    }
                    return before;
                },
                TIME_TO_LIVE,
                clock::get);
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            Future<Optional<TenantStatus>> old = pool.submit(() -> slow.statusOf(ACME));
            await(asked);
            truth = Optional.of(TenantStatus.SUSPENDED);
            slow.forget(ACME);
            answer.countDown();
            assertThat(old.get(60, TimeUnit.SECONDS)).contains(TenantStatus.ACTIVE);
            assertThat(slow.statusOf(ACME)).contains(TenantStatus.SUSPENDED);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void a_question_about_now_is_asked_whatever_is_remembered_and_its_answer_is() {
        cached.statusOf(ACME);
        truth = Optional.of(TenantStatus.SUSPENDED);
        assertThat(cached.findNow(ACME)).contains(TenantEntry.of(TenantStatus.SUSPENDED));
        assertThat(cached.statusOf(ACME)).contains(TenantStatus.SUSPENDED);
        assertThat(questions).hasValue(2);
    }

    @Test
    void a_question_about_now_is_not_answered_by_a_cache_below() {
        TenantRegistry twice =
                ((TenantRegistry) this::ask).cached(Duration.ofHours(1)).cached(Duration.ofHours(1));
        twice.statusOf(ACME);
        truth = Optional.of(TenantStatus.SUSPENDED);
        assertThat(twice.findNow(ACME)).contains(TenantEntry.of(TenantStatus.SUSPENDED));
    }

    @Test
    void many_who_ask_about_now_while_a_question_is_under_way_share_the_next_one() throws Exception {
        int threads = 16;
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1 + threads); // the first reads the clock too
        TenantRegistry slow = new CachedRegistry(
                tenant -> {
                    asked.countDown();
                    await(answer);
                    return ask(tenant);
                },
                TIME_TO_LIVE,
                () -> {
                    long now = clock.incrementAndGet();
                    begun.countDown(); // after the reading: who has come here has come before the answer
                    return now;
                });
        ExecutorService pool = Executors.newFixedThreadPool(threads + 1);
        try {
            Future<Optional<TenantStatus>> first = pool.submit(() -> slow.statusOf(ACME));
            await(asked);
            List<Future<Optional<TenantEntry>>> later = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                later.add(pool.submit(() -> slow.findNow(ACME)));
            }
            await(begun);
            answer.countDown();
            assertThat(first.get(60, TimeUnit.SECONDS)).contains(TenantStatus.ACTIVE);
            for (Future<Optional<TenantEntry>> one : later) {
                assertThat(one.get(60, TimeUnit.SECONDS)).contains(TenantEntry.of(TenantStatus.ACTIVE));
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(questions).hasValue(2);
    }

    @Test
    void a_version_is_remembered_with_the_status_and_asked_for_again_only_if_it_is_too_old() {
        String[] version = {"9"};
        TenantRegistry versions = new CachedRegistry(
                new TenantRegistry() {
                    @Override
                    public Optional<TenantStatus> statusOf(TenantId tenant) {
                        throw new AssertionError("one question answers both");
                    }

                    @Override
                    public Optional<TenantEntry> find(TenantId tenant) {
                        return ask(tenant).map(status -> TenantEntry.of(status, Optional.of(version[0])));
                    }
                },
                TIME_TO_LIVE,
                clock::get);

        assertThat(versions.statusOf(ACME)).contains(TenantStatus.ACTIVE);
        assertThat(versions.atLeast(ACME, "9")).isTrue();
        assertThat(versions.atLeast(ACME, "8.1")).isTrue();
        assertThat(questions).hasValue(1);
        assertThat(versions.atLeast(ACME, "10")).isFalse();
        assertThat(questions).hasValue(2);
        version[0] = "10";
        assertThat(versions.atLeast(ACME, "10")).isTrue();
        assertThat(versions.atLeast(ACME, "10")).isTrue();
        assertThat(questions).hasValue(3);
    }

    @Test
    void a_registry_that_answers_statuses_alone_refuses_to_answer_for_versions() {
        assertThatThrownBy(() -> cached.atLeast(ACME, "12"))
                .isInstanceOf(TenancyConfigurationException.class)
                .hasMessage(
                        "Version '12' is required and the registry keeps no versions: it answers statusOf(..) alone."
                                + " Use TenantRegistry.table(..), or implement find(..) with TenantEntry.of(status, version).");
        assertThatThrownBy(() -> cached.verifyVersions("10", "12"))
                .isInstanceOf(TenancyConfigurationException.class)
                .hasMessage(
                        "This registry cannot list its tenants, so nobody can say which are outside versions 10 to 12."
                                + " Use TenantRegistry.table(..), or implement verifyVersions(..).");
    }

    @Test
    void ten_thousand_tenants_are_kept_and_the_least_recently_asked_for_go_first() {
        for (int i = 0; i < 10_000; i++) {
            cached.statusOf(TenantId.of("t" + i));
        }
        cached.statusOf(TenantId.of("t0"));
        assertThat(questions).hasValue(10_000);
        cached.statusOf(TenantId.of("one-more"));
        cached.statusOf(TenantId.of("t0"));
        assertThat(questions).hasValue(10_001);
        cached.statusOf(TenantId.of("t1"));
        assertThat(questions).hasValue(10_002);
    }

    @Test
    void a_time_to_live_that_is_not_positive_is_refused() {
        for (Duration none : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
            assertThatThrownBy(() -> cached.cached(none))
                    .isInstanceOf(TenancyConfigurationException.class)
                    .hasMessage("A registry cached for " + none + " is refused: the time to live must be positive.");
        }
    }

    @Test
    void a_very_long_time_to_live_is_for_ever() {
        TenantRegistry kept = new CachedRegistry(this::ask, Duration.ofSeconds(Long.MAX_VALUE), clock::get);
        kept.statusOf(ACME);
        pass(Duration.ofDays(36_500));
        kept.statusOf(ACME);
        assertThat(questions).hasValue(1);
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
