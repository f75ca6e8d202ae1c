package dev.tenancy.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ConfigTest {

    private static Map<String, String> complete() {
        return new HashMap<>(Map.of(
                "DB_SECRET_ARN",
                "arn:aws:secretsmanager:eu-central-1:000000000000:secret:items",
                "DB_HOST",
                "db",
                "DB_NAME",
                "items",
                "TENANT_CLAIM",
                "custom:tenant"));
    }

    @Test
    void one_message_names_all_that_is_missing() {
        assertThatThrownBy(() -> Config.items(Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Set the environment variables DB_SECRET_ARN, DB_HOST, DB_NAME.")
                .hasMessageContaining("TENANT_CLAIM");
        assertThatThrownBy(() -> Config.admin(Map.of("DB_NAME", " ")))
                .hasMessage("The function cannot start."
                        + " Set the environment variables DB_SECRET_ARN, DB_HOST, DB_NAME, APP_SECRET_ARN.");
    }

    @Test
    void one_message_names_all_that_is_wrong() {
        Map<String, String> wrong = complete();
        wrong.putAll(Map.of("DB_PORT", "0", "DB_POOL_SIZE", "many", "STAGE", "production", "DB_SSLMODE", "prefer"));
        assertThatThrownBy(() -> Config.items(wrong))
                .hasMessageContainingAll("DB_PORT", "'0'", "DB_POOL_SIZE", "'many'", "STAGE", "DB_SSLMODE");
    }

    @Test
    void to_verify_the_servers_certificate_without_any_to_trust_is_refused() {
        Map<String, String> verifying = complete();
        verifying.put("DB_SSLMODE", "verify-full");
        assertThatThrownBy(() -> Config.items(verifying))
                .hasMessage("The function cannot start. DB_SSLMODE is verify-full, and the package has no"
                        + " global-bundle.pem to verify the server's certificate with: put one into src/main/resources"
                        + " and build again.");
    }

    @Test
    void the_defaults_are_those_of_production() {
        Config config = Config.items(complete());
        assertThat(config.get(Setting.STAGE)).isEqualTo("prod");
        assertThat(config.get(Setting.DB_SSLMODE)).isEqualTo("require");
        assertThat(config.number(Setting.DB_PORT)).isEqualTo(5432);
        assertThat(config.number(Setting.DB_POOL_SIZE)).isEqualTo(2);
        assertThat(config.tenantClaim()).contains("custom:tenant");
    }

    @Test
    void the_driver_gets_its_properties_as_text_since_it_passes_over_others() {
        System.setProperty("aws.region", "eu-central-1"); // the secrets driver wants one when it is loaded
        Properties properties = Database.requests(Config.items(complete())).getDataSourceProperties();

        assertThat(properties)
                .containsEntry("socketTimeout", "4")
                .containsEntry("connectTimeout", "2")
                .containsEntry("logServerErrorDetail", "false");
        assertThat(properties.values()).hasOnlyElementsOfType(String.class);
    }

    @Test
    void production_without_an_authorizer_refuses_to_start_unless_told_so() {
        Map<String, String> open = complete();
        open.remove("TENANT_CLAIM");
        assertThatThrownBy(() -> Config.items(open)).hasMessageContaining("there is no authorizer");
        open.put("TENANT_FROM_HEADER_ALONE", "true");
        assertThat(Config.items(open).tenantClaim()).isEmpty();
        open.remove("TENANT_FROM_HEADER_ALONE");
        open.put("STAGE", "dev");
        assertThat(Config.items(open).tenantClaim()).isEmpty();
    }

    @Test
    void the_longest_request_ends_before_api_gateway_gives_up() {
        Duration registry = Database.FOR_CONNECTION.plus(Database.FOR_STATEMENT);
        Duration failed = Database.FOR_CONNECTION.plus(Database.FOR_STATEMENT).plus(Database.FOR_NETWORK);
        Duration repeated = Database.FOR_CONNECTION
                .plus(Database.FOR_STATEMENT.multipliedBy(2))
                .plus(Database.FOR_NETWORK);
        assertThat(registry.plus(failed).plus(repeated)).isLessThan(Duration.ofSeconds(28));
    }

    @Test
    void the_docs_have_every_variable_with_its_default() throws IOException {
        String docs = Files.readString(Path.of("../docs/sample.md"));
        for (Setting setting : Setting.values()) {
            String fallback = setting.fallback() == null ? "required" : setting.fallback();
            assertThat(docs)
                    .containsPattern(
                            "(?m)^\\| `" + setting + "` \\| `?" + (fallback.isEmpty() ? "none" : fallback) + "`? \\|");
        }
    }
}
