package dev.tenancy.sample;

import static dev.tenancy.sample.Template.ref;
import static dev.tenancy.sample.TemplateRule.rule;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Rules for the database and its secrets. */
final class TemplateDatabase {

    private TemplateDatabase() {}

    static Stream<TemplateRule> rules() {
        return Stream.of(
                rule("Aurora Serverless is version 2", TemplateDatabase::isVersion2)
                        .brokenBy("EngineMode: provisioned", "EngineMode: serverless")
                        .brokenBy("ServerlessV2ScalingConfiguration:", "ScalingConfiguration:")
                        .brokenBy("DBInstanceClass: db.serverless", "DBInstanceClass: db.r8g.large"),
                rule("capacities are what Aurora takes", TemplateDatabase::hasCapacities)
                        .brokenBy("AllowedValues: [0, 0.5, 1,", "AllowedValues: [0, 0.25, 1,")
                        .brokenBy(
                                "AllowedValues: [1, 2, 4, 8, 16, 32, 64, 128, 256]",
                                "AllowedValues: [0.5, 2, 4, 8, 16, 512]")
                        .brokenBy("MinValue: 300", "MinValue: 60"),
                rule("the version can pause, and the parameters are of its family", TemplateDatabase::hasVersion)
                        .brokenBy("Default: '17.7'", "Default: '16.2'")
                        .brokenBy("AllowedPattern: ^(16\\.([3-9]|[1-9][0-9])|", "AllowedPattern: ^(16\\.[0-9]+|")
                        .brokenBy("!Select [0, !Split ['.', !Ref EngineVersion]]", "'16'"),
                rule("data are encrypted, backed up, and kept when the stack goes", TemplateDatabase::keepsData)
                        .brokenBy("StorageEncrypted: true", "StorageEncrypted: false")
                        .brokenBy("DeletionPolicy: Snapshot", "DeletionPolicy: Delete")
                        .brokenBy("UpdateReplacePolicy: Snapshot", "UpdateReplacePolicy: Delete")
                        .brokenBy("DeletionProtection: !Ref DeletionProtection", "DeletionProtection: false")
                        .brokenBy("PubliclyAccessible: false", "PubliclyAccessible: true"),
                rule("connections are encrypted on both sides' insistence", TemplateDatabase::encryptsConnections)
                        .brokenBy("rds.force_ssl: '1'", "rds.force_ssl: '0'")
                        .brokenBy("[require, verify-ca, verify-full]", "[prefer, require, verify-full]"),
                rule("nobody writes a password", TemplateDatabase::makesPasswords)
                        .brokenBy("ManageMasterUserPassword: true", "MasterUserPassword: change-me")
                        .brokenBy("        GenerateStringKey: password\n", ""),
                rule("the app login rotates as itself, once there is one", TemplateDatabase::rotates)
                        .brokenBy("RotationType: PostgreSQLSingleUser", "RotationType: PostgreSQLMultiUser")
                        .brokenBy("DependsOn: [Bootstrap, ", "DependsOn: [")
                        .brokenBy("RotateImmediatelyOnUpdate: false", "RotateImmediatelyOnUpdate: true"));
    }

    private static void isVersion2(Template template) {
        assertThat(template.properties("Cluster"))
                .containsEntry("EngineMode", "provisioned")
                .containsEntry("Engine", "aurora-postgresql")
                .containsKey("ServerlessV2ScalingConfiguration")
                .doesNotContainKey("ScalingConfiguration");
        assertThat(template.ofType("AWS::RDS::DBInstance")).isNotEmpty().allSatisfy(instance -> assertThat(
                        template.properties(instance))
                .containsEntry("DBInstanceClass", "db.serverless")
                .containsEntry("DBClusterIdentifier", ref("Cluster")));
    }

    private static void hasCapacities(Template template) {
        List<Double> min = numbers(template.list("Parameters", "MinCapacity", "AllowedValues"));
        List<Double> max = numbers(template.list("Parameters", "MaxCapacity", "AllowedValues"));
        assertThat(min).isNotEmpty().allMatch(units -> units >= 0 && units <= 256 && units * 2 % 1 == 0);
        assertThat(max).isNotEmpty().allMatch(units -> units > 0.5 && units <= 256 && units * 2 % 1 == 0);
        assertThat(template.at("Parameters", "SecondsUntilAutoPause", "MinValue"))
                .isEqualTo(300);
        assertThat(template.at("Parameters", "SecondsUntilAutoPause", "MaxValue"))
                .isEqualTo(86_400);
    }

    private static List<Double> numbers(List<?> values) {
        return values.stream()
                .map(value -> Double.valueOf(String.valueOf(value)))
                .toList();
    }

    private static void hasVersion(Template template) {
        Pattern allowed = Pattern.compile(String.valueOf(template.at("Parameters", "EngineVersion", "AllowedPattern")));
        assertThat(List.of("16.3", "16.10", "17.7", "18.3")).allMatch(allowed.asMatchPredicate());
        assertThat(List.of("14.12", "15.7", "16.0", "16.2", "17")).noneMatch(allowed.asMatchPredicate());
        assertThat(String.valueOf(template.at("Parameters", "EngineVersion", "Default")))
                .matches(allowed);
        assertThat(String.valueOf(template.property("ClusterParameters", "Family")))
                .contains("aurora-postgresql", "EngineVersion");
    }

    private static void keepsData(Template template) {
        assertThat(template.map("Resources", "Cluster"))
                .containsEntry("DeletionPolicy", "Snapshot")
                .containsEntry("UpdateReplacePolicy", "Snapshot");
        assertThat(template.properties("Cluster"))
                .containsEntry("StorageEncrypted", true)
                .containsEntry("DeletionProtection", ref("DeletionProtection"));
        assertThat(template.number("Resources", "Cluster", "Properties", "BackupRetentionPeriod"))
                .isGreaterThanOrEqualTo(7);
        assertThat(template.ofType("AWS::RDS::DBInstance"))
                .allSatisfy(instance -> assertThat(template.property(instance, "PubliclyAccessible"))
                        .isEqualTo(false));
    }

    private static void encryptsConnections(Template template) {
        assertThat(template.property("ClusterParameters", "Parameters", "rds.force_ssl"))
                .isEqualTo("1");
        assertThat(template.property("Cluster", "DBClusterParameterGroupName")).isEqualTo(ref("ClusterParameters"));
        assertThat(template.at("Parameters", "SslMode", "AllowedValues"))
                .isEqualTo(List.of("require", "verify-ca", "verify-full"));
    }

    private static void makesPasswords(Template template) {
        assertThat(template.properties("Cluster"))
                .containsEntry("ManageMasterUserPassword", true)
                .doesNotContainKey("MasterUserPassword");
        assertThat(template.ofType("AWS::SecretsManager::Secret")).containsExactly("AppSecret");
        assertThat(template.properties("AppSecret")).doesNotContainKey("SecretString");
        assertThat(template.property("AppSecret", "GenerateSecretString", "GenerateStringKey"))
                .isEqualTo("password");
    }

    private static void rotates(Template template) {
        Map<String, Object> rotation = template.properties("AppSecretRotation");
        assertThat(rotation)
                .containsEntry("SecretId", ref("AppSecretAttachment"))
                .containsEntry("RotateImmediatelyOnUpdate", false);
        assertThat(template.property("AppSecretRotation", "HostedRotationLambda", "RotationType"))
                .isEqualTo("PostgreSQLSingleUser");
        assertThat(template.before("AppSecretRotation"))
                .contains(
                        "Bootstrap",
                        "DatabaseFromRotation",
                        "EndpointFromRotation",
                        "SecretsEndpoint",
                        "DatabaseInstance");
    }
}
