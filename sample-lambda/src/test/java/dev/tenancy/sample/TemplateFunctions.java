package dev.tenancy.sample;

import static dev.tenancy.sample.Template.getAtt;
import static dev.tenancy.sample.Template.ref;
import static dev.tenancy.sample.TemplateRule.rule;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Rules for the two functions, held against the code that they run. */
final class TemplateFunctions {

    private static final String ITEMS = "ItemsFunction";
    private static final String ADMIN = "AdminFunction";
    private static final List<String> READ = List.of("secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret");

    private TemplateFunctions() {}

    static Stream<TemplateRule> rules() {
        return Stream.of(
                rule("the handlers are the two classes that Lambda can make", TemplateFunctions::haveHandlers)
                        .brokenBy("dev.tenancy.sample.ItemsHandler", "dev.tenancy.sample.ItemHandler")
                        .brokenBy("dev.tenancy.sample.ItemsHandler", "dev.tenancy.sample.Items"),
                rule("the code is the zip that Maven builds", TemplateFunctions::haveTheZip)
                        .brokenBy("target/sample-lambda.zip", "target/sample-lambda.jar"),
                rule("the environment is what the code reads", TemplateFunctions::haveTheirSettings)
                        .brokenBy("        DB_HOST: ", "        DATABASE_HOST: ")
                        .brokenBy("          APP_SECRET_ARN: !Ref AppSecretAttachment\n", "")
                        .brokenBy("          TENANT_CLAIM: ", "          TENANT_CLAIMS: ")
                        .brokenBy("[require, verify-ca, verify-full]", "[require, verify]"),
                rule("each may read its own secrets and do nothing else", TemplateFunctions::areLeastPrivileged)
                        .brokenBy("              Resource: !Ref AppSecret\n", "              Resource: '*'\n")
                        .brokenBy(
                                "Resource: [!GetAtt Cluster.MasterUserSecret.SecretArn, !Ref AppSecret]",
                                "Resource: [!Ref AppSecret]")
                        .brokenBy(
                                "Action: [secretsmanager:GetSecretValue, secretsmanager:DescribeSecret]",
                                "Action: [secretsmanager:*]")
                        .brokenBy(
                                "DB_SECRET_ARN: !Ref AppSecretAttachment",
                                "DB_SECRET_ARN: !GetAtt Cluster.MasterUserSecret.SecretArn"),
                rule(
                                "the API function starts from a snapshot, and every change makes a new one",
                                TemplateFunctions::itemsSnapStarts)
                        .brokenBy("ApplyOn: PublishedVersions", "ApplyOn: None")
                        .brokenBy("AutoPublishAliasAllProperties: true", "AutoPublishAliasAllProperties: false")
                        .brokenBy("Runtime: java25", "Runtime: java17"),
                rule("the snapshot is taken when all that init needs is there", TemplateFunctions::waitForTheirNeeds)
                        .brokenBy("      - Bootstrap\n      - DatabaseFromItems\n", "      - DatabaseFromItems\n")
                        .brokenBy("      - EndpointFromItems\n", "")
                        .brokenBy("      - S3Endpoint\n", "")
                        .brokenBy("      - DatabaseInstance\n", "")
                        .brokenBy("      - RouteTableOfSubnetA\n", ""),
                rule(
                                "the bootstrap runs with every version and cannot hang the stack",
                                TemplateFunctions::bootstrapIsBounded)
                        .brokenBy("      ServiceTimeout: 600\n", "")
                        .brokenBy("      Version: !Ref AdminFunction.Version\n", ""),
                rule("each wait ends before the one around it", TemplateFunctions::timeOutInOrder)
                        .brokenBy("ServiceTimeout: 600", "ServiceTimeout: 45")
                        .brokenBy("Timeout: 28", "Timeout: 29")
                        .brokenBy("Timeout: 28", "Timeout: 20")
                        .brokenBy("timeoutInMillis: 29000", "timeoutInMillis: 27000")
                        .brokenBy("idle_session_timeout: '900000'", "idle_session_timeout: '60000'"),
                rule("concurrency caps the connections", TemplateFunctions::areCapped)
                        .brokenBy("      ReservedConcurrentExecutions: !Ref ItemsConcurrency\n", "")
                        .brokenBy("      ReservedConcurrentExecutions: 2\n", ""),
                rule("logs are JSON, kept for a time, and traced", TemplateFunctions::areObserved)
                        .brokenBy("LogFormat: JSON", "LogFormat: Text")
                        .brokenBy("RetentionInDays: !Ref LogRetentionDays", "LogGroupClass: STANDARD")
                        .brokenBy("Tracing: Active", "Tracing: PassThrough"),
                rule("nothing public leads to the admin function", TemplateFunctions::adminIsPrivate)
                        .brokenBy("FunctionName: !Ref ItemsFunction.Alias", "FunctionName: !Ref AdminFunction.Alias")
                        .brokenBy("functions/${ItemsFunction.Alias}", "functions/${AdminFunction.Alias}")
                        .brokenBy(
                                "      MemorySize: 1769\n",
                                "      MemorySize: 1769\n      FunctionUrlConfig: { AuthType: NONE }\n"));
    }

    private static void haveHandlers(Template template) {
        assertThat(template.ofType("AWS::Serverless::Function")).containsExactly(ADMIN, ITEMS);
        assertThat(template.property(ITEMS, "Handler")).isEqualTo(ItemsHandler.class.getName());
        assertThat(template.property(ADMIN, "Handler")).isEqualTo(AdminHandler.class.getName());
        assertThat(List.of(ItemsHandler.class, AdminHandler.class)).allSatisfy(handler -> {
            assertThat(handler).isPublic().isAssignableTo(RequestStreamHandler.class);
            assertThatCode(handler::getConstructor).doesNotThrowAnyException();
        });
    }

    private static void haveTheZip(Template template) {
        String codeUri = String.valueOf(template.at("Globals", "Function", "CodeUri"));
        assertThat(codeUri).matches("sample-lambda/target/[a-z-]+\\.zip");
        String name = codeUri.substring(codeUri.lastIndexOf('/') + 1, codeUri.lastIndexOf('.'));
        assertThat(Path.of("pom.xml")).content(UTF_8).contains("<finalName>" + name + "</finalName>");
        assertThat(Path.of("src/assembly/zip.xml")).content(UTF_8).contains("<format>zip</format>");
        assertThat(List.of(ITEMS, ADMIN)).allSatisfy(function -> assertThat(template.property(function, "CodeUri"))
                .isNull());
    }

    private static void haveTheirSettings(Template template) {
        agree(template.environment(ITEMS).keySet(), Config.itemsSettings());
        agree(template.environment(ADMIN).keySet(), Config.adminSettings());
        assertThat(template.list("Parameters", "SslMode", "AllowedValues")).allSatisfy(mode -> {
            Map<String, String> environment = new HashMap<>();
            template.environment(ITEMS).keySet().forEach(name -> environment.put(name, "text"));
            environment.putAll(
                    Map.of("DB_PORT", "5432", "TENANT_FROM_HEADER_ALONE", "false", "DB_SSLMODE", String.valueOf(mode)));
            try {
                Config.items(environment);
            } catch (IllegalStateException refused) { // here there are no certificates to verify with
                assertThat(refused)
                        .hasMessageStartingWith(
                                "The function cannot start. DB_SSLMODE is " + mode + ", and the package");
            }
        });
    }

    private static void agree(Set<String> given, Set<Setting> read) {
        assertThat(given).isSubsetOf(read.stream().map(Setting::name).collect(toSet()));
        assertThat(given)
                .containsAll(read.stream()
                        .filter(s -> s.fallback() == null)
                        .map(Setting::name)
                        .toList());
    }

    private static void areLeastPrivileged(Template template) {
        may(
                template,
                ITEMS,
                Map.of("Sid", "OwnSecret", "Effect", "Allow", "Action", READ, "Resource", ref("AppSecret")));
        may(
                template,
                ADMIN,
                Map.of(
                        "Sid",
                        "OwnersSecretAndTheOneToMakeTheAppLoginFrom",
                        "Effect",
                        "Allow",
                        "Action",
                        READ,
                        "Resource",
                        List.of(getAtt("Cluster.MasterUserSecret.SecretArn"), ref("AppSecret"))));
        assertThat(template.environment(ITEMS)).containsEntry("DB_SECRET_ARN", ref("AppSecretAttachment"));
    }

    private static void may(Template template, String function, Map<String, Object> statement) {
        assertThat(template.properties(function)).doesNotContainKeys("Role", "ManagedPolicyArns");
        assertThat(template.property(function, "Policies"))
                .isEqualTo(List.of(Map.of("Version", "2012-10-17", "Statement", List.of(statement))));
    }

    private static void itemsSnapStarts(Template template) {
        assertThat(template.properties(ITEMS))
                .containsEntry("Runtime", "java25")
                .containsEntry("SnapStart", Map.of("ApplyOn", "PublishedVersions"))
                .containsEntry("AutoPublishAlias", "live")
                .containsEntry("AutoPublishAliasAllProperties", true)
                .doesNotContainKeys(
                        "ProvisionedConcurrencyConfig", "EphemeralStorage", "FileSystemConfigs", "TenancyConfig");
        assertThat(template.environment(ITEMS)).doesNotContainKey("JAVA_TOOL_OPTIONS");
    }

    private static void waitForTheirNeeds(Template template) {
        assertThat(template.before(ITEMS))
                .contains(
                        "Bootstrap",
                        "DatabaseInstance",
                        "SecretsEndpoint",
                        "AppSecretAttachment",
                        "DatabaseFromItems",
                        "EndpointFromItems");
        assertThat(template.before("Bootstrap"))
                .contains(
                        "DatabaseInstance",
                        "SecretsEndpoint",
                        "S3Endpoint",
                        "AppSecretAttachment",
                        "DatabaseFromAdmin",
                        "EndpointFromAdmin")
                .contains("RouteTableOfSubnetA", "RouteTableOfSubnetB");
    }

    private static void bootstrapIsBounded(Template template) {
        assertThat(template.properties("Bootstrap"))
                .containsEntry("ServiceToken", ref("AdminFunction.Alias"))
                .containsEntry("Version", ref("AdminFunction.Version"))
                .containsEntry("ServiceTimeout", 600);
    }

    private static void timeOutInOrder(Template template) {
        Duration database = Database.FOR_CONNECTION
                .multipliedBy(3)
                .plus(Database.FOR_STATEMENT.multipliedBy(4))
                .plus(Database.FOR_NETWORK.multipliedBy(2));
        Duration items = Duration.ofSeconds(template.number("Resources", ITEMS, "Properties", "Timeout"));
        Duration admin = Duration.ofSeconds(template.number("Resources", ADMIN, "Properties", "Timeout"));
        assertThat(database).isLessThan(items);
        assertThat(TemplateApi.integrationTimeouts(template))
                .isNotEmpty()
                .allSatisfy(api -> assertThat(api).isGreaterThan(items).isLessThanOrEqualTo(Duration.ofSeconds(29)));
        assertThat(admin).isLessThanOrEqualTo(Duration.ofMinutes(15));
        Duration bootstrap =
                Duration.ofSeconds(template.number("Resources", "Bootstrap", "Properties", "ServiceTimeout"));
        assertThat(Database.FOR_OWNERS_CONNECTION).isLessThan(bootstrap);
        // Flyway keeps a connection idle while another one migrates
        assertThat(Duration.ofMillis(template.number(
                        "Resources", "ClusterParameters", "Properties", "Parameters", "idle_session_timeout")))
                .isGreaterThanOrEqualTo(admin);
    }

    private static void areCapped(Template template) {
        assertThat(template.property(ITEMS, "ReservedConcurrentExecutions")).isEqualTo(ref("ItemsConcurrency"));
        assertThat(template.properties(ADMIN)).containsKey("ReservedConcurrentExecutions");
    }

    private static void areObserved(Template template) {
        assertThat(List.of(ITEMS, ADMIN)).allSatisfy(function -> {
            assertThat(template.properties(function)).containsEntry("Tracing", "Active");
            assertThat(template.property(function, "LoggingConfig", "LogFormat"))
                    .isEqualTo("JSON");
            assertThat(template.map("Resources", function, "Properties", "LoggingConfig", "LogGroup"))
                    .containsKey("Ref");
        });
        assertThat(template.ofType("AWS::Logs::LogGroup")).hasSize(3).allSatisfy(group -> assertThat(
                        template.property(group, "RetentionInDays"))
                .isEqualTo(ref("LogRetentionDays")));
    }

    private static void adminIsPrivate(Template template) {
        assertThat(template.properties(ADMIN)).doesNotContainKeys("Events", "FunctionUrlConfig");
        assertThat(template.ofType("AWS::Lambda::Permission")).isNotEmpty().allSatisfy(permission -> assertThat(
                        template.property(permission, "FunctionName"))
                .isEqualTo(ref("ItemsFunction.Alias")));
        assertThat(String.valueOf(template.property("Api", "DefinitionBody")))
                .contains("ItemsFunction")
                .doesNotContain("AdminFunction");
    }
}
