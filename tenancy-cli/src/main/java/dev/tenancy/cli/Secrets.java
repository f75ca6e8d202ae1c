package dev.tenancy.cli;

import com.zaxxer.hikari.HikariConfig;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Logins from AWS Secrets Manager: by AWS's driver, which is on the class path beside this jar, or is not. */
final class Secrets {

    private static final String DRIVER = "com.amazonaws.secretsmanager.sql.AWSSecretsManagerPostgreSQLDriver";
    private static final Pattern REGION = Pattern.compile("arn:[^:]+:secretsmanager:([^:]+):.*");

    private Secrets() {}

    /** Said before any driver is loaded, since AWS's asks but once: a secret's region is in its ARN. */
    static void tellRegion(Settings settings) {
        Stream.of(Login.values())
                .flatMap(login -> settings.get(login.secret).stream())
                .map(REGION::matcher)
                .filter(Matcher::matches)
                .findFirst()
                .ifPresent(arn -> System.getProperties().putIfAbsent("aws.region", arn.group(1)));
    }

    /** Connects as whom the secret names. */
    static void use(String secret, Login login, DatabaseUrl url, HikariConfig config) {
        try {
            config.setDriverClassName(DRIVER);
        } catch (ExceptionInInitializerError e) {
            throw new SettingException(
                    login.secret.key() + ": AWS's driver does not start. " + Sql.text(e.getException())
                            + " Give the secret's whole ARN, which has the region, or set AWS_REGION.");
        } catch (RuntimeException | LinkageError e) {
            throw new SettingException(login.secret.key() + " needs AWS's driver on the class path" + missing(e)
                    + ", which is not in this jar: java -cp \"tenancy-cli.jar:aws/*\" " + Main.class.getName()
                    + " ..., with aws-secretsmanager-jdbc and what it depends on in the folder aws.");
        }
        config.setJdbcUrl(url.secrets());
        config.setUsername(secret);
    }

    private static String missing(Throwable failure) {
        return failure instanceof NoClassDefFoundError part
                ? " (without " + String.valueOf(part.getMessage()).replace('/', '.') + ")"
                : "";
    }

    /** What the driver said, shorter where it lists all places that it looked at. */
    static String text(String said) {
        return said.startsWith("Unable to load credentials") || said.contains(": Unable to load credentials")
                ? "AWS's SDK found no credentials for Secrets Manager. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
                : said;
    }
}
