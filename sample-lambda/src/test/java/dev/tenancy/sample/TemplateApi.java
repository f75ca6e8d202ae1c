package dev.tenancy.sample;

import static dev.tenancy.sample.Template.ref;
import static dev.tenancy.sample.TemplateRule.rule;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenancy.TenantLayout;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.postgresql.ds.PGSimpleDataSource;

/** Rules for the API, held against what the handler answers. */
final class TemplateApi {

    private static final String ANY = "x-amazon-apigateway-any-method";
    private static final String VALIDATOR = "x-amazon-apigateway-request-validator";
    private static final Object[] BODY = {"Resources", "Api", "Properties", "DefinitionBody"};

    private TemplateApi() {}

    static Stream<TemplateRule> rules() {
        return Stream.of(
                rule("its routes are the handler's", TemplateApi::hasTheHandlersRoutes)
                        .brokenBy("          /items/{item_id}:\n", "          /items/{id}:\n")
                        .brokenBy("            delete:\n", "            patch:\n"),
                rule("its routes are those of the events that the tests send", TemplateApi::hasTheEventsRoutes)
                        .brokenBy("            put:\n", "            patch:\n")
                        .brokenBy("          /items:\n", "          /things:\n"),
                rule("the rest of the methods reach the handler, which says 405", TemplateApi::leavesOtherMethods)
                        .brokenBy("            " + ANY + ":\n", "            head:\n"),
                rule("each request is validated: the tenant's header, the body", TemplateApi::validates)
                        .brokenBy(
                                "name: X-Tenant-ID, in: header, required: true",
                                "name: X-Tenant-ID, in: header, required: false")
                        .brokenBy("        " + VALIDATOR + ": strict\n", "")
                        .brokenBy("validateRequestBody: true", "validateRequestBody: false")
                        .brokenBy("#/components/schemas/ItemInput", "#/components/schemas/Item"),
                rule("the model has the fields that the handler takes", TemplateApi::hasTheHandlersFields)
                        .brokenBy("                quantity: { type: integer }\n", "")
                        .brokenBy("additionalProperties: false", "additionalProperties: true"),
                rule("each method asks the authorizer, if there is one", TemplateApi::authorizes)
                        .brokenBy("security: !If [HasAuthorizer, [{ Cognito: [] }], !Ref AWS::NoValue]", "security: []")
                        .brokenBy("AlwaysDeploy: true", "AlwaysDeploy: false"),
                rule("without an authorizer somebody has said so", TemplateApi::wantsConsent)
                        .brokenBy(
                                "    Default: 'false'\n    AllowedValues: ['true', 'false']\n    Description: Take the tenant",
                                "    Default: 'true'\n    AllowedValues: ['true', 'false']\n    Description: Take the tenant")
                        .brokenBy(
                                "Assert: !Equals [!Ref TenantFromHeaderAlone, 'true']",
                                "Assert: !Equals [!Ref SslMode, require]"),
                rule("it is throttled, traced and logged, without bodies", TemplateApi::isLimitedAndObserved)
                        .brokenBy("ThrottlingRateLimit: !Ref ThrottleRate", "CachingEnabled: false")
                        .brokenBy("DataTraceEnabled: false", "DataTraceEnabled: true")
                        .brokenBy("TracingEnabled: true", "TracingEnabled: false")
                        .brokenBy("      AccessLogSetting:\n", "      CanarySetting:\n"),
                rule("what API Gateway itself answers is a problem as well", TemplateApi::answersProblems)
                        .brokenBy(
                                "gatewayresponse.header.Content-Type: \"'application/problem+json'\"",
                                "gatewayresponse.header.Content-Type: \"'application/json'\"")
                        .brokenBy("\"status\":429", "\"status\":503")
                        .brokenBy("\"correlationId\"", "\"id\"")
                        .brokenBy("          DEFAULT_5XX:\n", "          ACCESS_DENIED:\n"));
    }

    /** How long API Gateway waits, method by method. */
    static List<Duration> integrationTimeouts(Template template) {
        return methods(template).stream()
                .map(method -> (Map<?, ?>) method.get("x-amazon-apigateway-integration"))
                .map(integration ->
                        Duration.ofMillis(Long.parseLong(String.valueOf(integration.get("timeoutInMillis")))))
                .toList();
    }

    private static Map<String, Object> paths(Template template) {
        return template.map("Resources", "Api", "Properties", "DefinitionBody", "paths");
    }

    @SuppressWarnings("unchecked") // keys are texts
    private static List<Map<String, Object>> methods(Template template) {
        List<Map<String, Object>> all = new ArrayList<>();
        paths(template)
                .values()
                .forEach(path -> ((Map<String, Object>) path).values().forEach(m -> all.add((Map<String, Object>) m)));
        return all;
    }

    private static void hasTheHandlersRoutes(Template template) {
        assertThat(paths(template)).isNotEmpty().allSatisfy((path, methods) -> {
            Map<String, Object> refusal = answer("TRACE", path, "");
            assertThat(refusal).containsEntry("statusCode", 405);
            assertThat(String.valueOf(refusal)).contains("Allow=" + String.join(", ", named(methods)));
        });
    }

    private static void hasTheEventsRoutes(Template template) {
        List<String> routes = new ArrayList<>();
        paths(template).forEach((path, methods) -> named(methods).forEach(method -> routes.add(method + " " + path)));
        assertThat(Stream.of("create", "list", "read", "replace", "delete")
                        .map(event -> Event.of(event).fields)
                        .map(event -> event.get("httpMethod") + " " + event.get("resource")))
                .containsExactlyInAnyOrderElementsOf(routes);
    }

    private static TreeSet<String> named(Object methods) {
        return ((Map<?, ?>) methods)
                .keySet().stream()
                        .map(String::valueOf)
                        .filter(method -> !method.equals(ANY))
                        .map(method -> method.toUpperCase(Locale.ROOT))
                        .collect(toCollection(TreeSet::new));
    }

    private static void leavesOtherMethods(Template template) {
        assertThat(paths(template)).allSatisfy((path, methods) -> assertThat(((Map<?, ?>) methods).containsKey(ANY))
                .isTrue());
    }

    private static void validates(Template template) {
        Map<String, Object> body = template.map(BODY);
        assertThat(body).containsEntry(VALIDATOR, "strict");
        assertThat(body.get(VALIDATOR + "s"))
                .isEqualTo(Map.of("strict", Map.of("validateRequestParameters", true, "validateRequestBody", true)));
        assertThat(methods(template)).isNotEmpty().allSatisfy(method -> {
            assertThat(method).doesNotContainKey(VALIDATOR);
            assertThat(method.get("parameters"))
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .contains(Map.of(
                            "name",
                            "X-Tenant-ID",
                            "in",
                            "header",
                            "required",
                            true,
                            "schema",
                            Map.of("type", "string")));
        });
        Object model = Map.of(
                "required",
                true,
                "content",
                Map.of("application/json", Map.of("schema", Map.of("$ref", "#/components/schemas/ItemInput"))));
        assertThat(((Map<?, ?>) paths(template).get("/items")).get("post"))
                .extracting("requestBody")
                .isEqualTo(model);
        assertThat(((Map<?, ?>) paths(template).get("/items/{item_id}")).get("put"))
                .extracting("requestBody")
                .isEqualTo(model);
    }

    @SuppressWarnings("unchecked") // keys are texts
    private static void hasTheHandlersFields(Template template) {
        Map<String, Object> model =
                template.map("Resources", "Api", "Properties", "DefinitionBody", "components", "schemas", "ItemInput");
        assertThat(model).containsEntry("additionalProperties", false).containsEntry("required", List.of("name"));
        String refusal = String.valueOf(answer("POST", "/items", "{\"other\": 1}"));
        String fields = String.join(", ", ((Map<String, ?>) model.get("properties")).keySet());
        assertThat(refusal).contains("The body may have " + fields + " and nothing else.");
    }

    private static void authorizes(Template template) {
        Object asked =
                Map.of("If", List.of("HasAuthorizer", List.of(Map.of("Cognito", List.of())), ref("AWS::NoValue")));
        assertThat(methods(template)).isNotEmpty().allSatisfy(method -> assertThat(method)
                .containsEntry("security", asked));
        // or the stage would go on with the deployment before the authorizer
        assertThat(template.property("Api", "AlwaysDeploy")).isEqualTo(true);
    }

    private static void wantsConsent(Template template) {
        assertThat(template.at("Parameters", "TenantFromHeaderAlone", "Default"))
                .isEqualTo("false");
        assertThat(template.at("Parameters", "UserPoolArn", "Default")).isEqualTo("");
        assertThat(template.at("Rules", "AuthorizerOrConsent", "RuleCondition"))
                .isEqualTo(Map.of("Equals", List.of(ref("UserPoolArn"), "")));
        assertThat(template.at("Rules", "AuthorizerOrConsent", "Assertions", 0, "Assert"))
                .isEqualTo(Map.of("Equals", List.of(ref("TenantFromHeaderAlone"), "true")));
        assertThat(template.environment("ItemsFunction"))
                .containsEntry("TENANT_FROM_HEADER_ALONE", ref("TenantFromHeaderAlone"));
    }

    private static void isLimitedAndObserved(Template template) {
        assertThat(template.map("Resources", "Api", "Properties", "MethodSettings", 0))
                .containsEntry("HttpMethod", "*")
                .containsEntry("ResourcePath", "/*")
                .containsEntry("ThrottlingRateLimit", ref("ThrottleRate"))
                .containsEntry("ThrottlingBurstLimit", ref("ThrottleBurst"))
                .containsEntry("DataTraceEnabled", false);
        assertThat(template.property("Api", "TracingEnabled")).isEqualTo(true);
        assertThat(json(String.valueOf(template.property("Api", "AccessLogSetting", "Format"))))
                .containsKeys("requestId", "status");
    }

    private static void answersProblems(Template template) {
        Map<String, Object> responses = template.map(
                "Resources", "Api", "Properties", "DefinitionBody", "x-amazon-apigateway-gateway-responses");
        assertThat(responses)
                .containsKeys("BAD_REQUEST_PARAMETERS", "BAD_REQUEST_BODY", "THROTTLED", "DEFAULT_4XX", "DEFAULT_5XX");
        assertThat(responses).allSatisfy((name, value) -> {
            Map<?, ?> response = (Map<?, ?>) value;
            Map<?, ?> headers = (Map<?, ?>) response.get("responseParameters");
            assertThat(headers.get("gatewayresponse.header.Content-Type")).isEqualTo("'application/problem+json'");
            Map<?, ?> templates = (Map<?, ?>) response.get("responseTemplates");
            Map<String, Object> problem = json(String.valueOf(templates.get("application/json")));
            assertThat(problem)
                    .containsEntry("type", "about:blank")
                    .containsEntry("correlationId", "$context.requestId")
                    .containsKey("title");
            assertThat(problem.get("status")).isEqualTo(response.get("statusCode"));
        });
    }

    private static Map<String, Object> answer(String method, String resource, String body) {
        Map<String, Object> event = Map.of(
                "httpMethod", method,
                "resource", resource,
                "path", resource,
                "headers", Map.of("X-Tenant-ID", "acme", "Content-Type", "application/json"),
                "body", body);
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try {
            // not connected to anything: these answers come before the first statement
            new ItemsHandler(new PGSimpleDataSource(), TenantLayout.defaults(), Optional.empty())
                    .handleRequest(
                            new ByteArrayInputStream(Json.write(event).getBytes(UTF_8)),
                            output,
                            SampleExtension.context(null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return json(output.toString(UTF_8));
    }

    /** With quotes around what API Gateway quotes itself. */
    private static Map<String, Object> json(String text) {
        try {
            return Json.object(text.replace("$context.error.messageString", "\"text\""));
        } catch (IOException e) {
            throw new AssertionError("Not JSON: " + text, e);
        }
    }
}
