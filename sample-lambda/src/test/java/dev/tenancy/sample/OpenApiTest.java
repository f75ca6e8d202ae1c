package dev.tenancy.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/** The handler's real answers against openapi.yaml, and openapi.yaml against the handler. */
class OpenApiTest {

    private static final JsonNode API = read();
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V202012,
            factory ->
                    factory.schemaLoaders(loaders -> loaders.schemas(Map.of("https://items/openapi", API.toString()))));

    @RegisterExtension
    static final SampleExtension sample = new SampleExtension();

    private final Set<String> seen = new TreeSet<>();

    private static JsonNode read() {
        try {
            return new ObjectMapper(new YAMLFactory())
                    .readTree(Path.of("openapi.yaml").toFile());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void the_handler_answers_as_the_document_says() throws Exception {
        String id = sample.create("acme", "Anvil").id();
        sample.create("acme", "Hammer");
        ItemsHandler authorized = sample.handler(Optional.of("custom:tenant"));
        for (String name : List.of("list", "create", "read", "replace", "delete")) {
            check(sample.call(event(name, id).withoutHeader("X-Tenant-ID")), name, 400);
            check(sample.call(authorized, event(name, id)), name, 403);
            check(sample.call(event(name, id).tenant("ghost")), name, 404);
            check(sample.call(event(name, id).header("Accept", "text/html")), name, 406);
            check(unavailable(event(name, id)), name, 503);
            check(broken(event(name, id)), name, 500);
        }
        for (String name : List.of("create", "replace")) {
            check(sample.call(event(name, id).body(" ".repeat(ApiRequest.MAX_BODY + 1))), name, 413);
            check(sample.call(event(name, id).header("Content-Type", "text/plain")), name, 415);
            check(sample.call(event(name, id).body("{\"name\": \" \"}")), name, 422);
        }
        check(sample.call(event("list", id).query("limit", "1")), "list", 200);
        check(sample.call(event("list", id)), "list", 200);
        check(sample.call(event("create", id)), "create", 201);
        check(sample.call(event("read", id)), "read", 200);
        check(sample.call(event("read", id).header("If-None-Match", "*")), "read", 304);
        check(sample.call(event("replace", id).header("If-Match", "\"x\"")), "replace", 412);
        check(sample.call(event("replace", id)), "replace", 200);
        check(sample.call(event("delete", id).header("If-Match", "\"x\"")), "delete", 412);
        check(sample.call(event("delete", id)), "delete", 204);
        // 409 needs two transactions that PostgreSQL cannot put in an order; FailuresTest has it
        seen.addAll(Set.of("replace 409", "delete 409"));
        assertThat(seen).as("every answer of the document was given").isEqualTo(documented());
    }

    @Test
    @SuppressWarnings("unchecked")
    void the_documents_request_body_takes_what_the_handler_takes() {
        JsonSchema body = schema("#/components/schemas/ItemFields");
        List<Map<String, Object>> cases =
                (List<Map<String, Object>>) Event.resource("/cases/bodies.json").get("cases");
        List<String> differ = new ArrayList<>();
        for (Map<String, Object> one : cases) {
            boolean taken = (Integer) one.get("status") == 201;
            if (taken != valid(body, (String) one.get("body"))) {
                differ.add((String) one.get("name"));
            }
        }
        // what no schema can say, or says otherwise: JSON Schema's 1.0 is an integer, and its texts may hold anything
        assertThat(differ)
                .containsOnly(
                        "144 a fraction of zero",
                        "144 a duplicate key",
                        "144 a duplicate key, escaped",
                        "144 trailing tokens",
                        "144 trailing garbage",
                        "146 a NUL",
                        "146 a NUL in the description",
                        "146 a high surrogate alone",
                        "146 a low surrogate alone",
                        "146 a surrogate pair the wrong way round");
    }

    private static Event event(String name, String id) {
        return List.of("list", "create").contains(name) ? Event.of(name) : Event.ofItem(name, id);
    }

    private static Answer unavailable(Event event) {
        PGSimpleDataSource nobody = sample.postgres.appDataSource();
        nobody.setPortNumbers(new int[] {1});
        HikariConfig config = new HikariConfig();
        config.setDataSource(nobody);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(250);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            return sample.call(sample.handler(pool, Optional.empty()), event);
        }
    }

    private static Answer broken(Event event) {
        sample.admin(Map.of("action", "provision", "tenant", "broken"));
        sample.postgres.execute("drop table if exists " + sample.schema("broken") + ".items");
        return sample.call(event.tenant("broken"));
    }

    private void check(Answer answer, String event, int status) {
        assertThat(answer.status()).as(event + ": " + answer.body()).isEqualTo(status);
        JsonNode response = response(operation(event), status);
        assertThat(response.isMissingNode())
                .as(event + " " + status + " is in the document")
                .isFalse();
        response.path("headers").fields().forEachRemaining(header -> {
            String value = answer.headers().get(header.getKey());
            assertThat(value).as(event + " " + status + " " + header.getKey()).isNotNull();
            Optional.ofNullable(header.getValue().path("schema").path("pattern").textValue())
                    .ifPresent(pattern -> assertThat(value).containsPattern(pattern));
        });
        JsonNode content = response.path("content");
        if (content.isMissingNode()) {
            assertThat(answer.body()).isEmpty();
        } else {
            String type = content.fieldNames().next();
            assertThat(answer.headers()).containsEntry("Content-Type", type);
            String schema = content.path(type).path("schema").path("$ref").asText();
            assertThat(schema(schema).validate(answer.body(), InputFormat.JSON, context -> context.getExecutionConfig()
                            .setFormatAssertionsEnabled(true)))
                    .as(event + " " + status + ": " + answer.body())
                    .isEmpty();
        }
        seen.add(event + " " + status);
    }

    private static Set<String> documented() {
        Set<String> all = new TreeSet<>();
        for (String event : List.of("list", "create", "read", "replace", "delete")) {
            operation(event).path("responses").fieldNames().forEachRemaining(status -> all.add(event + " " + status));
        }
        return all;
    }

    private static JsonNode operation(String event) {
        for (JsonNode path : API.path("paths")) {
            for (JsonNode operation : path) {
                if (operation.path("operationId").asText().startsWith(event)) {
                    return operation;
                }
            }
        }
        throw new AssertionError(event);
    }

    private static JsonNode response(JsonNode operation, int status) {
        JsonNode response = operation.path("responses").path(String.valueOf(status));
        return response.has("$ref") ? API.at(response.get("$ref").asText().substring(1)) : response;
    }

    private static JsonSchema schema(String reference) {
        return SCHEMAS.getSchema(
                SchemaLocation.of("https://items/openapi" + reference),
                SchemaValidatorsConfig.builder().build());
    }

    private static boolean valid(JsonSchema schema, String body) {
        try {
            return schema.validate(body, InputFormat.JSON).isEmpty();
        } catch (RuntimeException notJson) {
            return false;
        }
    }
}
