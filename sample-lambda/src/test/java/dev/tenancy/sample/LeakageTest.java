package dev.tenancy.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Catalogue G: what a client and a log get to see of a failure (P12). */
class LeakageTest {

    private static final String CANARY = "canary-7f3a";

    @RegisterExtension
    static final SampleExtension sample = new SampleExtension();

    private record Seen(Answer answer, String log) {}

    @Test
    void a_refused_row_is_a_500_without_sql_and_is_logged_without_its_values() {
        sample.postgres.execute("alter table " + sample.schema("initech")
                + ".items add constraint no_canary check (name not like 'canary%')");
        Seen seen = seeing(() -> sample.create("initech", CANARY));
        assertThat(seen.answer.status()).isEqualTo(500);
        assertThat(seen.answer.body())
                .doesNotContain(
                        "23514", "no_canary", "items", "tenant", "initech", "insert", "org.", "violates", CANARY);
        assertThat(seen.log).contains("\"level\":\"ERROR\"", "\"sqlState\":\"23514\"", "\"tenantId\":\"initech\"");
        assertThat(seen.log).doesNotContain(CANARY, "owned by");
    }

    @Test
    void a_missing_table_is_a_500_that_names_nothing() {
        sample.admin(Map.of("action", "provision", "tenant", "broken"));
        sample.postgres.execute("drop table " + sample.schema("broken") + ".items");
        Seen seen = seeing(() -> sample.call(Event.of("list").tenant("broken")));
        assertThat(seen.answer.status()).isEqualTo(500);
        assertThat(seen.answer.body()).doesNotContain("42P01", "does not exist", "items", "tenant_", "broken");
        assertThat(seen.log).contains("\"sqlState\":\"42P01\"");
    }

    @Test
    void an_exhausted_pool_is_503_with_retry_after() throws Exception {
        try (HikariDataSource small = sample.pool(1)) {
            ItemsHandler handler = sample.handler(small, Optional.empty());
            sample.call(handler, Event.of("list")); // the registry's answer is remembered
            try (Connection taken = small.getConnection()) {
                assertThat(taken.isValid(5)).isTrue();
                small.getHikariConfigMXBean().setConnectionTimeout(1_000); // not before: to open it may take longer
                Seen seen = seeing(() -> sample.call(handler, Event.of("list")));
                assertThat(seen.answer.status()).isEqualTo(503);
                assertThat(seen.answer.headers()).containsEntry("Retry-After", "5");
                assertThat(seen.answer.body()).doesNotContain("Hikari", "pool", "acme");
                Seen unremembered =
                        seeing(() -> sample.call(handler, Event.of("list").tenant("globex")));
                assertThat(unremembered.answer.status()).isEqualTo(503);
            }
        }
    }

    @Test
    void a_request_is_one_line_of_json_without_its_body() {
        Seen seen = seeing(() -> sample.create("acme", CANARY));
        assertThat(seen.answer.status()).isEqualTo(201);
        assertThat(seen.log.lines()).hasSize(1).allSatisfy(line -> assertThat(Json.object(line))
                .containsEntry("level", "INFO")
                .containsEntry("tenantId", "acme")
                .containsEntry("route", "POST /items")
                .containsEntry("status", 201)
                .containsKeys("timestamp", "requestId", "correlationId", "ms"));
        assertThat(seen.log).doesNotContain(CANARY);
    }

    private static Seen seeing(Supplier<Answer> call) {
        AtomicReference<Answer> answer = new AtomicReference<>();
        String log = SampleExtension.log(() -> answer.set(call.get()));
        return new Seen(answer.get(), log);
    }
}
