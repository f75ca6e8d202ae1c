package dev.tenancy.guides;

import static dev.tenancy.guides.Items.ITEMS;
import static dev.tenancy.guides.Items.NAME;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.TenantRegistry;
import dev.tenancy.flyway.Tenants;
import dev.tenancy.test.PostgresExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What docs/lambda.md shows is what runs here. */
class LambdaGuideTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    // region function
    public static final class ItemsFunction implements RequestHandler<Map<String, String>, List<Item>> {

        private final HikariDataSource pool;
        private final Tenancy tenancy;

        public ItemsFunction() { // Lambda's init: once an environment, and it opens no connection
            this(System.getenv("DB_URL"), System.getenv("DB_USER"), System.getenv("DB_PASSWORD"));
        }

        ItemsFunction(String url, String user, String password) {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(url);
            config.setUsername(user);
            config.setPassword(password);
            config.setMaximumPoolSize(2); // one for the request, one for a rare question to the registry
            config.setMinimumIdle(0);
            config.setInitializationFailTimeout(-1);
            config.setConnectionTimeout(3_000);
            config.addDataSourceProperty("socketTimeout", "10"); // as text: the driver passes over a number
            pool = new HikariDataSource(config);
            tenancy = Tenancy.builder(pool)
                    .registry(
                            TenantRegistry.table(pool, TenantLayout.defaults()).cached(Duration.ofSeconds(5)))
                    .build();
        }

        @Override
        public List<Item> handleRequest(Map<String, String> event, Context context) {
            return tenancy.inTransaction(TenantId.of(event.get("tenant")), dsl -> dsl.selectFrom(ITEMS)
                    .fetchInto(Item.class));
        }
    }
    // endregion

    @Test
    void the_function_answers_from_the_tenant_of_its_event() {
        try (ItemsDatabase database = ItemsDatabase.create(postgres)) {
            try (HikariDataSource owner = database.owner()) {
                Tenants.builder(owner)
                        .locations("classpath:db/tenant")
                        .appLogin("items_app")
                        .seed((tenant, dsl) -> dsl.insertInto(ITEMS, NAME)
                                .values("pen of " + tenant)
                                .execute())
                        .build()
                        .provision(TenantId.of("acme"));
            }
            ItemsFunction function = new ItemsFunction(database.url(), "items_app", ItemsDatabase.PASSWORD);
            assertThat(function.pool.getHikariPoolMXBean().getTotalConnections())
                    .isZero();

            assertThat(function.handleRequest(Map.of("tenant", "acme"), null))
                    .containsExactly(new Item(1, "pen of acme"));
            function.pool.close();
        }
    }
}
