package dev.tenancy.sample;

import static dev.tenancy.sample.SampleExtension.context;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Catalogue B: from the request to its tenant (P3, P4, P5). */
class RequestTenantTest {

    private static final String CLAIM = "custom:tenant";

    @RegisterExtension
    static final SampleExtension sample = new SampleExtension();

    @TestFactory
    @SuppressWarnings("unchecked")
    Stream<DynamicTest> headers() {
        List<Map<String, Object>> cases = (List<Map<String, Object>>)
                Event.resource("/cases/tenants.json").get("cases");
        assertThat(cases).hasSizeGreaterThan(40);
        return cases.stream()
                .map(one -> DynamicTest.dynamicTest((String) one.get("name"), () -> {
                    sample.create("acme", "Anvil");
                    Event event = Event.of("list");
                    ((Map<String, Object>) one.get("set")).forEach(event::set);
                    Answer answer = sample.call(event);
                    assertThat(answer.status()).as(answer.body()).isEqualTo(one.get("status"));
                    if (answer.status() == 200) {
                        assertThat(answer.items()).isNotEmpty().allSatisfy(item -> assertThat(item)
                                .containsEntry("description", SampleExtension.mark("acme")));
                    }
                }));
    }

    @Test
    void a_claim_and_another_header_is_403() {
        assertThat(claimed("acme", "globex").status()).isEqualTo(403);
    }

    @Test
    void a_claim_and_the_same_header_is_the_claims_tenant() {
        assertThat(claimed("acme", "acme").status()).isEqualTo(200);
    }

    @Test
    void a_claim_alone_is_the_claims_tenant() {
        sample.create("globex", "Rocket");
        Answer answer = claimed("globex", null);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.items()).isNotEmpty().allSatisfy(item -> assertThat(item)
                .containsEntry("description", "owned by globex"));
    }

    @Test
    void a_claim_in_an_authorizers_own_context_counts_too() {
        Answer answer =
                sample.call(sample.handler(Optional.of(CLAIM)), Event.of("list").authorizer(Map.of(CLAIM, "globex")));
        assertThat(answer.status()).isEqualTo(403);
    }

    @Test
    void no_claim_where_there_is_an_authorizer_is_403() {
        Answer answer = sample.call(sample.handler(Optional.of(CLAIM)), Event.of("list"));
        assertThat(answer.status()).isEqualTo(403);
    }

    @Test
    void two_claims_that_differ_are_403() {
        Event event = Event.of("list").authorizer(Map.of(CLAIM, "globex", "claims", Map.of(CLAIM, "acme")));
        assertThat(sample.call(sample.handler(Optional.of(CLAIM)), event).status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ACME", "acme,globex", "acme "})
    void a_claim_that_is_no_tenant_id_is_403(String claim) {
        assertThat(claimed(claim, null).status()).isEqualTo(403);
    }

    @Test
    void a_claim_that_is_no_text_is_403() {
        Event event = Event.of("list").authorizer(Map.of("claims", Map.of(CLAIM, List.of("acme"))));
        assertThat(sample.call(sample.handler(Optional.of(CLAIM)), event).status())
                .isEqualTo(403);
    }

    @Test
    void an_environment_that_is_isolated_for_another_tenant_is_403() throws IOException {
        assertThat(isolatedFor("globex").status()).isEqualTo(403);
        assertThat(isolatedFor("acme").status()).isEqualTo(200);
    }

    @Test
    void all_that_are_not_active_answer_like_an_unknown_one() {
        sample.admin(Map.of("action", "provision", "tenant", "sleeper"));
        sample.admin(Map.of("action", "suspend", "tenant", "sleeper"));
        sample.admin(Map.of("action", "provision", "tenant", "gone"));
        sample.admin(Map.of("action", "suspend", "tenant", "gone"));
        sample.admin(Map.of("action", "deprovision", "tenant", "gone"));
        Answer unknown = sample.call(Event.of("list").tenant("ghost"));
        assertThat(unknown.status()).isEqualTo(404);
        for (String tenant : List.of("sleeper", "gone")) {
            Answer answer = sample.call(Event.of("list").tenant(tenant));
            assertThat(answer.status()).as(tenant).isEqualTo(404);
            assertThat(answer.problem()).as(tenant).isEqualTo(unknown.problem());
            assertThat(answer.headers().keySet()).isEqualTo(unknown.headers().keySet());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"REQUESTED", "PROVISIONING", "FAILED", "DELETING"})
    void each_other_state_answers_like_an_unknown_tenant(String status) {
        String tenant = "state-" + status.toLowerCase(java.util.Locale.ROOT);
        sample.admin(Map.of("action", "provision", "tenant", tenant));
        sample.postgres.execute("update public.tenants set status = '" + status + "' where id = '" + tenant + "'");
        Answer answer = sample.call(Event.of("list").tenant(tenant));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.problem())
                .isEqualTo(sample.call(Event.of("list").tenant("ghost")).problem());
    }

    @Test
    void suspending_ends_service_at_once_though_the_registry_is_remembered() {
        sample.admin(Map.of("action", "provision", "tenant", "flipper"));
        assertThat(sample.call(Event.of("list").tenant("flipper")).status()).isEqualTo(200);
        sample.admin(Map.of("action", "suspend", "tenant", "flipper"));
        for (String event : List.of("list", "create", "read")) {
            assertThat(sample.call(Event.of(event).tenant("flipper")).status())
                    .as(event)
                    .isEqualTo(404);
        }
        sample.admin(Map.of("action", "resume", "tenant", "flipper"));
        Answer fresh =
                sample.call(sample.handler(Optional.empty()), Event.of("list").tenant("flipper"));
        assertThat(fresh.status()).isEqualTo(200);
    }

    @Test
    void a_tenant_that_is_behind_is_503_until_it_is_migrated_and_no_longer() {
        sample.admin(Map.of("action", "provision", "tenant", "elder"));
        sample.postgres.execute("update public.tenants set schema_version = '0.9' where id = 'elder'");
        Answer behind = sample.call(Event.of("list").tenant("elder"));
        assertThat(behind.status()).isEqualTo(503);
        assertThat(behind.headers()).containsEntry("Retry-After", "5");
        assertThat(behind.problem()).containsEntry("detail", "The tenant is being updated. Try again.");

        sample.admin(Map.of("action", "migrate", "tenant", "elder"));
        assertThat(sample.call(Event.of("list").tenant("elder")).status()).isEqualTo(200);
    }

    private static Answer claimed(String claim, String header) {
        Event event = Event.of("list").authorizer(Map.of("claims", Map.of(CLAIM, claim, "sub", "someone")));
        event = header == null ? event.withoutHeader("X-Tenant-ID") : event.tenant(header);
        return sample.call(sample.handler(Optional.of(CLAIM)), event);
    }

    private static Answer isolatedFor(String tenant) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        sample.handler(Optional.empty()).handleRequest(Event.of("list").stream(), out, context(tenant));
        return Answer.of(out.toString(StandardCharsets.UTF_8));
    }
}
