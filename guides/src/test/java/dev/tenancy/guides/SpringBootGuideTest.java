package dev.tenancy.guides;

import static dev.tenancy.guides.Items.ITEMS;
import static dev.tenancy.guides.Items.NAME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenancy.InvalidTenantIdException;
import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.TenantNotActiveException;
import dev.tenancy.TenantNotFoundException;
import dev.tenancy.TenantRegistry;
import dev.tenancy.flyway.Tenants;
import dev.tenancy.test.PostgresExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What README.md shows for Spring Boot runs here, with a real web server. */
class SpringBootGuideTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private static ItemsDatabase database;
    private static ConfigurableApplicationContext running;

    @BeforeAll
    static void the_application_runs() {
        database = ItemsDatabase.create(postgres);
        try (var owner = database.owner()) {
            Tenants tenants = Tenants.builder(owner)
                    .locations("classpath:db/tenant")
                    .appLogin("items_app")
                    .seed((tenant, dsl) -> dsl.insertInto(ITEMS, NAME)
                            .values("pen of " + tenant)
                            .execute())
                    .build();
            tenants.provision(TenantId.of("acme"));
            tenants.provision(TenantId.of("globex"));
        }
        running = SpringApplication.run(ItemsApplication.class, new String[] {
            "--spring.main.banner-mode=off",
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--spring.datasource.url=" + database.url(),
            "--spring.datasource.username=items_app",
            "--spring.datasource.password=" + ItemsDatabase.PASSWORD
        });
    }

    @AfterAll
    static void it_ends() {
        running.close();
        database.close();
    }

    @Test
    void each_request_is_answered_from_its_own_tenant() throws Exception {
        assertThat(get("acme").body()).isEqualTo("[{\"id\":1,\"name\":\"pen of acme\"}]");
        assertThat(get("globex").body()).isEqualTo("[{\"id\":1,\"name\":\"pen of globex\"}]");
    }

    @Test
    void an_unknown_tenant_and_a_name_that_is_none_are_404() throws Exception {
        assertThat(get("ghost").statusCode()).isEqualTo(404);
        assertThat(get("Acme").statusCode()).isEqualTo(404);
    }

    private static HttpResponse<String> get(String tenant) throws IOException, InterruptedException {
        String port = running.getEnvironment().getRequiredProperty("local.server.port");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/items"))
                                .header("X-Tenant-ID", tenant)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}

// region application
@SpringBootApplication
class ItemsApplication {

    public static void main(String[] args) {
        SpringApplication.run(ItemsApplication.class, args);
    }

    @Bean
    Tenancy tenancy(DataSource dataSource) { // spring.datasource.username is the app login
        Tenancy tenancy = Tenancy.builder(dataSource)
                .registry(TenantRegistry.table(dataSource, TenantLayout.defaults())
                        .cached(Duration.ofSeconds(5)))
                .build();
        tenancy.verifyIsolation().orThrow();
        return tenancy;
    }
}

@RestController
class ItemsController {

    private final Tenancy tenancy;

    ItemsController(Tenancy tenancy) {
        this.tenancy = tenancy;
    }

    @GetMapping("/items")
    List<Item> items(@RequestHeader("X-Tenant-ID") String tenant) { // behind what authenticates it
        return tenancy.inTransaction(
                TenantId.of(tenant), dsl -> dsl.selectFrom(ITEMS).fetchInto(Item.class));
    }

    @ExceptionHandler({InvalidTenantIdException.class, TenantNotFoundException.class, TenantNotActiveException.class})
    @ResponseStatus(HttpStatus.NOT_FOUND)
    void noSuchTenant() {}
}
// endregion
