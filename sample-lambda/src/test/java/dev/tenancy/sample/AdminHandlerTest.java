package dev.tenancy.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The owner's actions, by direct invocation. */
class AdminHandlerTest {

    private static final Map<String, Object> PLAN = Map.of("action", "plan");
    private static final Map<String, Object> APPLY = Map.of("action", "apply");

    @RegisterExtension
    static final SampleExtension sample = new SampleExtension();

    @AfterEach
    void no_words_are_banned() {
        sample.postgres.execute("delete from public.banned_words");
    }

    @Test
    void a_fleet_that_is_up_to_date_has_nothing_left() {
        assertThat(sample.admin(PLAN))
                .isEqualTo(Map.of(
                        "upToDate", true, "tenants", 3, "pending", 0, "scripts", List.of(), "problems", List.of()));
        assertThat(sample.admin(APPLY))
                .isEqualTo(Map.of("ended", "COMPLETE", "migrated", 0, "failed", 0, "left", 0, "problems", List.of()));
    }

    @Test
    void apply_does_what_plan_says_and_names_the_tenant_that_failed_with_the_reason() {
        forget("acme");
        forget("globex");
        forgetHistoryAlone("initech");
        assertThat(sample.admin(PLAN))
                .containsEntry("upToDate", false)
                .containsEntry("pending", 3)
                .containsEntry("scripts", List.of(Map.of("script", "V1__items.sql", "tenants", 3)));

        Map<String, Object> answer = applied();
        assertThat(answer)
                .containsEntry("ended", "COMPLETE")
                .containsEntry("migrated", 2)
                .containsEntry("failed", 1)
                .containsEntry("left", 1);
        assertThat(String.valueOf(answer.get("problems"))).contains("tenant=initech", "V1__items.sql");
        assertThat(sample.create("acme", "Anvil").status()).isEqualTo(201);

        String log = SampleExtension.log(AdminHandlerTest::applied);
        assertThat(log.lines()).hasSize(2);
        assertThat(log)
                .contains("\"level\":\"ERROR\",\"message\":\"tenant not migrated\"", "\"tenantId\":\"initech\"")
                .contains("\"level\":\"INFO\",\"message\":\"action\"", "\"left\":1");

        sample.postgres.execute("drop table " + sample.schema("initech") + ".items");
        assertThat(applied()).containsEntry("migrated", 1).containsEntry("left", 0);
    }

    @Test
    void apply_stops_before_lambda_does_and_says_what_is_left() {
        forget("acme");
        forget("globex");
        assertThat(sample.admin(APPLY, 1))
                .containsEntry("ended", "OUT_OF_TIME")
                .containsEntry("migrated", 0)
                .containsEntry("left", 2)
                .containsEntry("problems", List.of());
        assertThat(applied()).containsEntry("ended", "COMPLETE").containsEntry("left", 0);
    }

    @Test
    void the_shared_table_is_there_after_the_bootstrap_for_all_tenants_to_read() {
        assertThat(sample.create("acme", "A TNT anvil").status()).isEqualTo(201);
        sample.postgres.execute("insert into public.banned_words values ('tnt'), ('100%')");

        Answer refused = sample.create("acme", "A TNT anvil");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.problem()).containsEntry("detail", "The field name has a word in it that is not allowed.");
        assertThat(sample.create("globex", "100% wool").status()).isEqualTo(422);
        assertThat(sample.create("globex", "100 yards of wool").status()).isEqualTo(201);
        String id = sample.create("acme", "Anvil").id();
        assertThat(sample.call(Event.ofItem("replace", id).body("{\"name\": \"tnt\"}"))
                        .status())
                .isEqualTo(422);
    }

    @Test
    void an_action_that_is_unknown_or_lacks_its_tenant_says_what_there_is() {
        assertThatThrownBy(() -> sample.admin(Map.of("action", "drop")))
                .hasMessage(
                        "No such action: drop. Give {\"action\": one of apply, bootstrap, deprovision, doctor, migrate,"
                                + " plan, provision, resume, suspend, \"tenant\": its id}.");
        assertThatThrownBy(() -> sample.admin(Map.of())).hasMessageStartingWith("No such action: null.");
        assertThatThrownBy(() -> sample.admin(Map.of("action", "suspend")))
                .hasMessage("The field \"tenant\" is missing.");
    }

    private static Map<String, Object> applied() {
        return sample.admin(APPLY);
    }

    /** As a tenant is that was made before a script was written. */
    private static void forget(String tenant) {
        sample.postgres.execute("drop table " + sample.schema(tenant) + ".items");
        forgetHistoryAlone(tenant);
    }

    /** Then the script is refused: what it makes is there. */
    private static void forgetHistoryAlone(String tenant) {
        sample.postgres.execute("delete from " + sample.schema(tenant) + ".flyway_schema_history where version = '1'");
    }
}
