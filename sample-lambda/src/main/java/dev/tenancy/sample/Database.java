package dev.tenancy.sample;

import static dev.tenancy.sample.Setting.DB_HOST;
import static dev.tenancy.sample.Setting.DB_NAME;
import static dev.tenancy.sample.Setting.DB_POOL_SIZE;
import static dev.tenancy.sample.Setting.DB_PORT;
import static dev.tenancy.sample.Setting.DB_SECRET_ARN;
import static dev.tenancy.sample.Setting.DB_SSLMODE;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;

/**
 * The function's connections. User and password come from Secrets Manager, through the driver, which reads the secret again
 * when PostgreSQL refuses it.
 *
 * <p>The longest request asks the registry, fails in its last statement, is repeated and fails in its COMMIT. All its waits
 * together ({@link #FOR_CONNECTION} three times, {@link #FOR_STATEMENT} four times, {@link #FOR_NETWORK} twice) stay below
 * the 29 seconds of API Gateway.
 */
final class Database {

    static final Duration FOR_CONNECTION = Duration.ofSeconds(3);
    /** Nobody waits at an API. Aurora comes back from a pause in 15 seconds, from one of more than a day in 30. */
    static final Duration FOR_OWNERS_CONNECTION = Duration.ofSeconds(60);

    static final Duration FOR_NETWORK = Duration.ofSeconds(4);
    /** The server's own limits; set on the login, where no pooler loses them. */
    static final Duration FOR_STATEMENT = Duration.ofMillis(2_500);

    static final Duration FOR_LOCK = Duration.ofSeconds(2);

    private static final String DRIVER = "com.amazonaws.secretsmanager.sql.AWSSecretsManagerPostgreSQLDriver";

    private Database() {}

    /** The items function's pool. Opens no connection. */
    static HikariDataSource forRequests(Config config) {
        return new HikariDataSource(requests(config));
    }

    static HikariConfig requests(Config config) {
        HikariConfig pool = pool(config, config.number(DB_POOL_SIZE));
        driver(pool, "socketTimeout", FOR_NETWORK.toSeconds());
        return pool;
    }

    /**
     * The admin function's: DDL may take as long as it takes, and Aurora's resuming from a pause too. Four tenants of a fleet
     * at a time, two connections each, and one that keeps other runners away.
     */
    static HikariDataSource forOwner(Config config) {
        HikariConfig pool = pool(config, 9);
        driver(pool, "connectTimeout", 10);
        driver(pool, "loginTimeout", 20); // then again
        pool.setConnectionTimeout(FOR_OWNERS_CONNECTION.toMillis());
        return new HikariDataSource(pool);
    }

    private static HikariConfig pool(Config config, int size) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("items");
        pool.setDriverClassName(DRIVER);
        pool.setJdbcUrl("jdbc-secretsmanager:postgresql://" + config.get(DB_HOST) + ":" + config.get(DB_PORT) + "/"
                + config.get(DB_NAME));
        pool.setUsername(config.get(DB_SECRET_ARN));
        driver(pool, "sslmode", config.get(DB_SSLMODE));
        Config.certificates().ifPresent(file -> driver(pool, "sslrootcert", file.toString()));
        driver(pool, "connectTimeout", 2);
        driver(pool, "loginTimeout", 3);
        driver(pool, "tcpKeepAlive", true);
        driver(pool, "logServerErrorDetail", false); // the detail quotes rows
        driver(pool, "ApplicationName", "items");
        pool.setMaximumPoolSize(size);
        pool.setMinimumIdle(0);
        pool.setConnectionTimeout(FOR_CONNECTION.toMillis());
        pool.setValidationTimeout(1_000);
        pool.setMaxLifetime(Duration.ofMinutes(12).toMillis());
        pool.setInitializationFailTimeout(-1);
        pool.setAllowPoolSuspension(true); // SnapStart
        return pool;
    }

    /** As text: HikariCP hands on what it gets, and the driver passes over what is no text, in silence. */
    private static void driver(HikariConfig pool, String property, Object value) {
        pool.addDataSourceProperty(property, value.toString());
    }
}
