package dev.tenancy.sample;

import static dev.tenancy.sample.SampleExtension.mark;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Catalogue L: correct HTTP (P21). */
class ItemsHandlerTest {

    private static final String NOWHERE = "11111111-2222-4333-8444-555555555555";

    @RegisterExtension
    static final SampleExtension sample = new SampleExtension();

    @AfterEach
    void empty() {
        SampleExtension.TENANTS.forEach(
                tenant -> sample.postgres.execute("delete from " + sample.schema(tenant) + ".items"));
    }

    @Test
    void a_created_item_is_201_with_location_and_etag() {
        Answer created = sample.create("acme", "Anvil");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.headers())
                .containsEntry("Location", "/prod/items/" + created.id())
                .containsEntry("ETag", "\"acme.1\"")
                .containsEntry("Content-Type", "application/json")
                .containsEntry("Vary", "X-Tenant-ID");
        assertThat(created.json())
                .containsOnlyKeys("id", "name", "description", "quantity", "createdAt", "updatedAt", "version")
                .containsEntry("name", "Anvil")
                .containsEntry("quantity", 1)
                .containsEntry("version", 1);
        Answer read = sample.call(Event.ofItem("read", created.id()));
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.json()).isEqualTo(created.json());
        assertThat(read.etag()).isEqualTo(created.etag());
    }

    @Test
    void only_the_name_is_required() {
        Answer created = sample.call(Event.of("create").body("{\"name\": \"Anvil\"}"));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json()).containsEntry("description", null).containsEntry("quantity", 0);
    }

    @TestFactory
    @SuppressWarnings("unchecked")
    Stream<DynamicTest> bodies() {
        List<Map<String, Object>> cases =
                (List<Map<String, Object>>) Event.resource("/cases/bodies.json").get("cases");
        assertThat(cases).hasSizeGreaterThan(60);
        String id = sample.create("acme", "Anvil").id();
        return cases.stream()
                .map(one -> DynamicTest.dynamicTest((String) one.get("name"), () -> {
                    String body = (String) one.get("body");
                    int status = (Integer) one.get("status");
                    check(sample.call(Event.of("create").body(body)), status);
                    String encoded = Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8));
                    check(sample.call(Event.of("create").body(encoded).set("isBase64Encoded", true)), status);
                    check(sample.call(Event.ofItem("replace", id).body(body)), status == 201 ? 200 : status);
                }));
    }

    private static void check(Answer answer, int status) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        if (status >= 400) {
            checkProblem(answer);
        }
    }

    private static void checkProblem(Answer answer) {
        assertThat(answer.headers()).containsEntry("Content-Type", "application/problem+json");
        assertThat(answer.json()).containsOnlyKeys("type", "title", "status", "detail", "correlationId");
        assertThat(answer.json())
                .containsEntry("status", answer.status())
                .containsEntry("correlationId", "7c1b1c1e-9d9f-4f43-9b3b-0a6f6f3f2f11");
        assertThat(answer.headers()).containsEntry("X-Correlation-ID", "7c1b1c1e-9d9f-4f43-9b3b-0a6f6f3f2f11");
        assertThat(answer.body()).doesNotContain("tenant_", "org.", "java.", "Exception", "select ", "\tat ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "list|PATCH|GET, POST",
                "list|PUT|GET, POST",
                "list|DELETE|GET, POST",
                "list|OPTIONS|GET, POST",
                "read|POST|DELETE, GET, PUT",
                "read|PATCH|DELETE, GET, PUT",
                "read|HEAD|DELETE, GET, PUT"
            })
    void another_method_is_405_with_allow(String event, String method, String allow) {
        Answer answer = sample.call(Event.of(event).set("httpMethod", method));
        check(answer, 405);
        assertThat(answer.headers()).containsEntry("Allow", allow);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/item", "/items/", "/items/1/2", "/Items", "/tenants/acme/items", "//items", ""})
    void an_unknown_path_is_404(String path) {
        check(sample.call(Event.of("list").set("resource", "/{proxy+}").set("path", path)), 404);
    }

    @Test
    void a_path_behind_a_greedy_resource_is_routed_too() {
        Answer created = sample.create("acme", "Anvil");
        Event event = Event.of("read")
                .set("resource", "/{proxy+}")
                .set("path", "/items/" + created.id())
                .set("pathParameters", Map.of("proxy", "items/" + created.id()));
        assertThat(sample.call(event).json()).isEqualTo(created.json());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/xml",
                "application/json; charset=iso-8859-1",
                "multipart/form-data",
                "application/jsonp",
                "application/json, application/json",
                "json"
            })
    void another_content_type_is_415(String type) {
        check(sample.call(Event.of("create").header("Content-Type", type)), 415);
    }

    @Test
    void no_content_type_is_415() {
        check(sample.call(Event.of("create").withoutHeader("Content-Type")), 415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json; charset=utf-8", "Application/JSON;charset=UTF-8", "application/json"})
    void json_in_utf_8_is_taken(String type) {
        check(sample.call(Event.of("create").header("Content-Type", type)), 201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/xml;q=0.9", "application/json;q=0", "application/json; q=0.000"})
    void a_client_that_takes_no_json_gets_406(String accept) {
        check(sample.call(Event.of("list").header("Accept", accept)), 406);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*/*", "text/html, */*;q=0.1", "application/*", "APPLICATION/JSON", "application/json;q=0.5"})
    void a_client_that_takes_json_gets_it(String accept) {
        check(sample.call(Event.of("list").header("Accept", accept)), 200);
    }

    @Test
    void a_client_that_says_nothing_gets_json() {
        check(sample.call(Event.of("list").withoutHeader("Accept")), 200);
    }

    @Test
    void a_body_that_is_too_long_is_413_whatever_is_in_it() {
        String large = "x".repeat(ApiRequest.MAX_BODY + 1);
        check(sample.call(Event.of("create").body(large)), 413);
        String encoded = Base64.getEncoder().encodeToString(large.getBytes(StandardCharsets.UTF_8));
        check(sample.call(Event.of("create").body(encoded).set("isBase64Encoded", true)), 413);
        check(sample.call(Event.of("create").body("!".repeat(100_000)).set("isBase64Encoded", true)), 413);
        check(sample.call(Event.of("create").body("é".repeat(ApiRequest.MAX_BODY / 2 + 1))), 413);
    }

    @Test
    void a_body_of_the_longest_length_is_read() {
        String body = "{\"name\": \"Anvil\"}";
        check(sample.call(Event.of("create").body(body + " ".repeat(ApiRequest.MAX_BODY - body.length()))), 201);
    }

    @Test
    void a_body_that_is_no_utf_8_is_400() {
        String latin = Base64.getEncoder().encodeToString("{\"name\": \"Café\"}".getBytes(StandardCharsets.ISO_8859_1));
        check(sample.call(Event.of("create").body(latin).set("isBase64Encoded", true)), 400);
        check(sample.call(Event.of("create").body("*not base64*").set("isBase64Encoded", true)), 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "1-1-1-1-1",
                "acme",
                "{item_id}",
                "11111111222243338444555555555555",
                "11111111-2222-4333-8444-55555555555g",
                "11111111-2222-4333-8444-555555555555 ",
                "' or 1=1"
            })
    void an_id_that_is_no_uuid_is_400(String id) {
        for (String event : List.of("read", "replace", "delete")) {
            check(sample.call(Event.ofItem(event, id)), 400);
        }
    }

    @Test
    void replacing_needs_no_if_match_and_counts_the_version() {
        String id = sample.create("acme", "Anvil").id();
        Answer replaced = sample.call(Event.ofItem("replace", id));
        check(replaced, 200);
        assertThat(replaced.etag()).isEqualTo("\"acme.2\"");
        assertThat(replaced.json()).containsEntry("version", 2).containsEntry("quantity", 4);
        assertThat(sample.call(Event.ofItem("read", id)).json()).isEqualTo(replaced.json());
    }

    @Test
    void replacing_replaces_what_is_absent() {
        String id = sample.create("acme", "Anvil").id();
        Answer replaced = sample.call(Event.ofItem("replace", id).body("{\"name\": \"Hammer\"}"));
        assertThat(replaced.json()).containsEntry("description", null).containsEntry("quantity", 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"acme.2\"", "\"globex.1\"", "W/\"acme.1\"", "\"1\"", "acme.1", "\"acme.0\", \"acme.3\""})
    void a_stale_if_match_is_412(String etag) {
        String id = sample.create("acme", "Anvil").id();
        check(sample.call(Event.ofItem("replace", id).header("If-Match", etag)), 412);
        check(sample.call(Event.ofItem("delete", id).header("If-Match", etag)), 412);
        assertThat(sample.call(Event.ofItem("read", id)).json()).containsEntry("version", 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"acme.1\"", "*", "\"acme.9\", \"acme.1\""})
    void a_fresh_if_match_is_kept_to(String etag) {
        String id = sample.create("acme", "Anvil").id();
        check(sample.call(Event.ofItem("replace", id).header("If-Match", etag)), 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"acme.1\"", "W/\"acme.1\"", "*", "\"x\", \"acme.1\""})
    void what_the_client_has_already_is_304(String etag) {
        String id = sample.create("acme", "Anvil").id();
        Answer answer = sample.call(Event.ofItem("read", id).header("If-None-Match", etag));
        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.etag()).isEqualTo("\"acme.1\"");
        assertThat(answer.headers()).doesNotContainKey("Content-Type").containsEntry("Vary", "X-Tenant-ID");
    }

    @Test
    void what_the_client_has_not_is_200() {
        String id = sample.create("acme", "Anvil").id();
        check(sample.call(Event.ofItem("read", id).header("If-None-Match", "\"acme.2\"")), 200);
    }

    @Test
    void deleting_is_204_and_then_404() {
        String id = sample.create("acme", "Anvil").id();
        Answer deleted = sample.call(Event.ofItem("delete", id));
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        check(sample.call(Event.ofItem("delete", id)), 404);
        check(sample.call(Event.ofItem("read", id)), 404);
        check(sample.call(Event.ofItem("replace", id)), 404);
    }

    @Test
    void concurrent_changes_with_if_match_lose_none() throws Exception {
        String id =
                sample.call(Event.of("create").body("{\"name\": \"Counter\"}")).id();
        int writers = 8;
        int each = 10;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            Callable<Void> writer = () -> {
                for (int done = 0; done < each; ) {
                    Answer now = sample.call(Event.ofItem("read", id));
                    int next = (Integer) now.json().get("quantity") + 1;
                    Answer answer = sample.call(Event.ofItem("replace", id)
                            .header("If-Match", now.etag())
                            .body("{\"name\": \"Counter\", \"quantity\": " + next + "}"));
                    assertThat(answer.status()).as(answer.body()).isIn(200, 412);
                    done += answer.status() == 200 ? 1 : 0;
                }
                return null;
            };
            for (Future<Void> done : threads.invokeAll(java.util.Collections.nCopies(writers, writer))) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(sample.call(Event.ofItem("read", id)).json())
                .containsEntry("quantity", writers * each)
                .containsEntry("version", writers * each + 1);
    }

    @Test
    void a_list_is_newest_first_and_complete_over_its_pages() {
        List<String> created = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            created.add(0, sample.create("acme", "Item " + i).id());
        }
        sample.create("globex", "Theirs");
        List<String> seen = new ArrayList<>();
        Answer page = sample.call(Event.of("list").query("limit", "3"));
        while (true) {
            page.items().forEach(item -> seen.add((String) item.get("id")));
            sample.create("acme", "Inserted between"); // shifts nothing
            Object next = page.json().get("next");
            if (next == null) {
                break;
            }
            page = sample.call(list("3", (String) next));
        }
        assertThat(seen).isEqualTo(created);
    }

    @Test
    void items_of_one_moment_are_neither_lost_nor_doubled() {
        sample.postgres.execute("insert into " + sample.schema("acme")
                + ".items (name, created_at) select 'same', '2026-01-01' from generate_series(1, 50)");
        Set<Object> seen = new HashSet<>();
        String cursor = null;
        int pages = 0;
        do {
            Answer page = sample.call(cursor == null ? Event.of("list").query("limit", "7") : list("7", cursor));
            page.items().forEach(item -> assertThat(seen.add(item.get("id"))).isTrue());
            cursor = (String) page.json().get("next");
            pages++;
        } while (cursor != null);
        assertThat(seen).hasSize(50);
        assertThat(pages).isEqualTo(8);
    }

    private static Event list(String limit, String cursor) {
        Event event = Event.of("list");
        event.set("queryStringParameters", Map.of("limit", limit, "cursor", cursor));
        return event.set("multiValueQueryStringParameters", Map.of("limit", List.of(limit), "cursor", List.of(cursor)));
    }

    @Test
    void an_empty_list_has_no_next() {
        assertThat(sample.call(Event.of("list")).body()).isEqualTo("{\"items\":[]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "-1", "1.0", "", "x", "1000", "٣", "1 "})
    void a_bad_limit_is_400(String limit) {
        check(sample.call(Event.of("list").query("limit", limit)), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "100"})
    void a_limit_from_1_to_100_is_taken(String limit) {
        check(sample.call(Event.of("list").query("limit", limit)), 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "!", "YWNtZQ", "YWNtZSB4IHk", "AAAA"})
    void a_bad_cursor_is_400(String cursor) {
        check(sample.call(Event.of("list").query("cursor", cursor)), 400);
    }

    @Test
    void a_cursor_of_another_tenant_is_400() {
        for (int i = 0; i < 2; i++) {
            sample.create("acme", "Anvil");
            sample.create("globex", "Rocket");
        }
        String cursor = (String)
                sample.call(Event.of("list").query("limit", "1")).json().get("next");
        check(sample.call(Event.of("list").query("cursor", cursor)), 200);
        check(sample.call(Event.of("list").tenant("globex").query("cursor", cursor)), 400);
    }

    @Test
    void a_repeated_parameter_is_400() {
        Event event = Event.of("list").query("limit", "5");
        check(sample.call(event.set("multiValueQueryStringParameters", Map.of("limit", List.of("4", "5")))), 400);
    }

    @Test
    void an_unknown_a_foreign_and_a_deleted_item_are_one_404() {
        String foreign = sample.create("globex", "Rocket").id();
        String deleted = sample.create("acme", "Anvil").id();
        sample.call(Event.ofItem("delete", deleted));
        for (String event : List.of("read", "replace", "delete")) {
            Answer unknown = sample.call(Event.ofItem(event, NOWHERE));
            check(unknown, 404);
            for (String id : List.of(foreign, deleted)) {
                Answer answer = sample.call(Event.ofItem(event, id));
                assertThat(answer.problem()).isEqualTo(unknown.problem());
                assertThat(answer.headers()).isEqualTo(unknown.headers());
            }
        }
        assertThat(sample.call(Event.ofItem("read", foreign).tenant("globex")).json())
                .containsEntry("name", "Rocket")
                .containsEntry("version", 1);
    }

    @Test
    void an_etag_of_another_tenants_item_with_the_same_id_fits_nothing() throws SQLException {
        for (String tenant : List.of("acme", "globex")) {
            sample.postgres.execute("insert into " + sample.schema(tenant) + ".items (id, name, description) values ('"
                    + NOWHERE + "', 'Twin', '" + mark(tenant) + "')");
        }
        String acmes = sample.call(Event.ofItem("read", NOWHERE)).etag();
        check(sample.call(Event.ofItem("read", NOWHERE).tenant("globex").header("If-None-Match", acmes)), 200);
        check(sample.call(Event.ofItem("replace", NOWHERE).tenant("globex").header("If-Match", acmes)), 412);
        check(sample.call(Event.ofItem("delete", NOWHERE).tenant("globex").header("If-Match", acmes)), 412);
        assertThat(sample.count("select version from " + sample.schema("globex") + ".items"))
                .isEqualTo(1);
    }

    @Test
    void changing_a_twin_leaves_the_other_tenants_as_it_is() throws SQLException {
        for (String tenant : List.of("acme", "globex")) {
            sample.postgres.execute("insert into " + sample.schema(tenant) + ".items (id, name, description) values ('"
                    + NOWHERE + "', 'Twin', '" + mark(tenant) + "')");
        }
        check(sample.call(Event.ofItem("replace", NOWHERE)), 200);
        assertThat(sample.call(Event.ofItem("delete", NOWHERE)).status()).isEqualTo(204);
        assertThat(sample.call(Event.ofItem("read", NOWHERE).tenant("globex")).json())
                .containsEntry("name", "Twin")
                .containsEntry("version", 1);
    }
}
