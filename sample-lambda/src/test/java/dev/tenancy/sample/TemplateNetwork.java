package dev.tenancy.sample;

import static dev.tenancy.sample.Template.getAtt;
import static dev.tenancy.sample.Template.ref;
import static dev.tenancy.sample.TemplateRule.rule;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Rules for the network: nothing leads out or in but what is named here. */
final class TemplateNetwork {

    private static final Map<String, Object> SAME_ACCOUNT =
            Map.of("StringEquals", Map.of("aws:PrincipalAccount", ref("AWS::AccountId")));

    private TemplateNetwork() {}

    static Stream<TemplateRule> rules() {
        return Stream.of(
                rule("nothing leads to the internet", TemplateNetwork::isClosed)
                        .brokenBy("AWS::EC2::RouteTable\n", "AWS::EC2::InternetGateway\n")
                        .brokenBy("MapPublicIpOnLaunch: false", "MapPublicIpOnLaunch: true"),
                rule("everything is in both of two zones", TemplateNetwork::usesTwoZones)
                        .brokenBy("!Select [1, !GetAZs '']", "!Select [0, !GetAZs '']")
                        .brokenBy("SubnetIds: [!Ref SubnetA, !Ref SubnetB]", "SubnetIds: [!Ref SubnetA]"),
                rule("ports open for security groups, never for addresses", TemplateNetwork::isEnteredByGroups)
                        .brokenBy("SourceSecurityGroupId: !Ref ItemsSecurityGroup", "CidrIp: 10.0.0.0/8")
                        .brokenBy(
                                "FromPort: 5432, ToPort: 5432, SourceSecurityGroupId",
                                "FromPort: 1, ToPort: 5432, SourceSecurityGroupId"),
                rule("the API function reaches the database and Secrets Manager only", TemplateNetwork::itemsReachTwo)
                        .brokenBy("DestinationSecurityGroupId: !Ref EndpointSecurityGroup", "CidrIp: 0.0.0.0/0")
                        .brokenBy(
                                "        - { IpProtocol: icmp, FromPort: 252, ToPort: 86, CidrIp: 255.255.255.255/32, Description: Nothing }\n",
                                ""),
                rule("Secrets Manager is reached for the two secrets only", TemplateNetwork::endpointKnowsTwoSecrets)
                        .brokenBy(
                                "Resource: [!Ref AppSecret, !GetAtt Cluster.MasterUserSecret.SecretArn]",
                                "Resource: '*'")
                        .brokenBy("secretsmanager:UpdateSecretVersionStage", "secretsmanager:DeleteSecret")
                        .brokenBy("PrivateDnsEnabled: true", "PrivateDnsEnabled: false"),
                rule("S3 takes CloudFormation's answers and nothing else", TemplateNetwork::s3TakesAnswers)
                        .brokenBy("Action: s3:PutObject", "Action: s3:*")
                        .brokenBy("RouteTableIds: [!Ref RouteTable]", "RouteTableIds: []"));
    }

    private static void isClosed(Template template) {
        assertThat(template.types())
                .contains("AWS::EC2::RouteTable")
                .doesNotContain(
                        "AWS::EC2::InternetGateway",
                        "AWS::EC2::EgressOnlyInternetGateway",
                        "AWS::EC2::NatGateway",
                        "AWS::EC2::EIP",
                        "AWS::EC2::Route");
        assertThat(template.ofType("AWS::EC2::Subnet"))
                .allSatisfy(subnet -> assertThat(template.property(subnet, "MapPublicIpOnLaunch"))
                        .isEqualTo(false));
    }

    private static void usesTwoZones(Template template) {
        List<String> subnets = template.ofType("AWS::EC2::Subnet");
        assertThat(subnets.stream().map(subnet -> template.property(subnet, "AvailabilityZone")))
                .hasSize(2)
                .doesNotHaveDuplicates();
        List<Map<String, Object>> both = subnets.stream().map(Template::ref).toList();
        assertThat(template.property("SubnetGroup", "SubnetIds")).isEqualTo(both);
        assertThat(template.property("SecretsEndpoint", "SubnetIds")).isEqualTo(both);
        assertThat(template.ofType("AWS::Serverless::Function"))
                .allSatisfy(function -> assertThat(template.property(function, "VpcConfig", "SubnetIds"))
                        .isEqualTo(both));
    }

    private static void isEnteredByGroups(Template template) {
        assertThat(template.ofType("AWS::EC2::SecurityGroup"))
                .allSatisfy(group -> assertThat(template.properties(group)).doesNotContainKey("SecurityGroupIngress"));
        assertThat(template.ofType("AWS::EC2::SecurityGroupIngress"))
                .isNotEmpty()
                .allSatisfy(ingress -> {
                    int port = ref("DatabaseSecurityGroup").equals(template.property(ingress, "GroupId")) ? 5432 : 443;
                    assertThat(template.properties(ingress))
                            .containsOnlyKeys("GroupId", "IpProtocol", "FromPort", "ToPort", "SourceSecurityGroupId")
                            .containsEntry("FromPort", port)
                            .containsEntry("ToPort", port);
                });
    }

    private static void itemsReachTwo(Template template) {
        assertThat(template.list("Resources", "ItemsSecurityGroup", "Properties", "SecurityGroupEgress"))
                .extracting(rule -> ((Map<?, ?>) rule).get("DestinationSecurityGroupId"))
                .isEqualTo(List.of(ref("DatabaseSecurityGroup"), ref("EndpointSecurityGroup")));
        // a group without any rule of its own may reach everything
        assertThat(template.ofType("AWS::EC2::SecurityGroup"))
                .allSatisfy(group -> assertThat(template.list("Resources", group, "Properties", "SecurityGroupEgress"))
                        .isNotEmpty());
    }

    private static void endpointKnowsTwoSecrets(Template template) {
        assertThat(template.property("SecretsEndpoint", "PrivateDnsEnabled")).isEqualTo(true);
        assertThat(template.property("SecretsEndpoint", "PolicyDocument", "Statement"))
                .isEqualTo(List.of(
                        statement(
                                "ReadTheTwoSecrets",
                                List.of("secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"),
                                List.of(ref("AppSecret"), getAtt("Cluster.MasterUserSecret.SecretArn"))),
                        statement(
                                "RotateTheAppSecret",
                                List.of("secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"),
                                ref("AppSecret")),
                        statement("MakeAPassword", "secretsmanager:GetRandomPassword", "*")));
    }

    private static Map<String, Object> statement(String sid, Object action, Object resource) {
        return Map.of(
                "Sid",
                sid,
                "Effect",
                "Allow",
                "Principal",
                "*",
                "Action",
                action,
                "Resource",
                resource,
                "Condition",
                SAME_ACCOUNT);
    }

    private static void s3TakesAnswers(Template template) {
        assertThat(template.property("S3Endpoint", "VpcEndpointType")).isEqualTo("Gateway");
        assertThat(template.property("S3Endpoint", "RouteTableIds")).isEqualTo(List.of(ref("RouteTable")));
        assertThat(template.list("Resources", "S3Endpoint", "Properties", "PolicyDocument", "Statement"))
                .singleElement()
                .satisfies(only -> {
                    Map<?, ?> statement = (Map<?, ?>) only;
                    assertThat(statement.get("Action")).isEqualTo("s3:PutObject");
                    assertThat(String.valueOf(statement.get("Resource")))
                            .contains("cloudformation-custom-resource-response-");
                });
        assertThat(template.ofType("AWS::EC2::SubnetRouteTableAssociation"))
                .extracting(association -> template.property(association, "RouteTableId"))
                .hasSize(2)
                .containsOnly(ref("RouteTable"));
    }
}
