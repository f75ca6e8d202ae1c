package dev.tenancy.sample;

import java.io.IOException;
import java.util.Map;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * A login and its password, as a secret holds them.
 *
 * @param username the login's name
 * @param password its password
 */
public record Credentials(String username, String password) {

    /** From Secrets Manager. */
    static Credentials of(String secretArn) {
        try (SecretsManagerClient client = SecretsManagerClient.create()) {
            Map<String, Object> secret = Json.object(client.getSecretValue(request -> request.secretId(secretArn))
                    .secretString());
            return new Credentials(field(secret, "username"), field(secret, "password"));
        } catch (IOException e) { // without the cause, which quotes the secret
            throw new IllegalStateException("The secret " + secretArn + " is no JSON object.");
        }
    }

    private static String field(Map<String, Object> secret, String name) {
        if (secret.get(name) instanceof String value && !value.isEmpty()) {
            return value;
        }
        throw new IllegalStateException("The secret has no " + name + ".");
    }

    /** The name alone. */
    @Override
    public String toString() {
        return username;
    }
}
