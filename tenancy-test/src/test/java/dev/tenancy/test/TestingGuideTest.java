package dev.tenancy.test;

import static dev.tenancy.test.Items.ID;
import static dev.tenancy.test.Items.ITEMS;
import static dev.tenancy.test.Items.NAME;
import static dev.tenancy.test.Items.OWNER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What docs/testing.md shows is what runs here. */
class TestingGuideTest {

    // region database
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.builder()
            .migrationResource("db/tenant/V1__items.sql") // in each tenant
            .shared("create table plans (name text primary key)") // once, in the shared schema
            .tenants("acme", "globex")
            .build();

    static final Tenancy tenancy =
            Tenancy.builder(postgres.appDataSource()).layout(postgres.layout()).build();

    @Test
    void new_tenant_has_no_items() {
        assertThat(new ItemRepository(tenancy).names(TenantId.of("acme"))).isEmpty();
    }
    // endregion

    // region isolation
    static final TenantIsolation isolation = TenantIsolation.builder(postgres)
            .seed((tenant, dsl) -> dsl.insertInto(ITEMS, ID, NAME, OWNER)
                    .values(1, "pen", tenant.value())
                    .execute())
            .build();

    static final ItemRepository items = new ItemRepository(isolation.tenancy());

    @Test
    void renaming_stays_in_its_tenant() {
        isolation.check(tenant -> items.rename(tenant, 1, "pencil"));
    }
    // endregion

    @Test
    void guide_shows_these_very_lines() throws IOException {
        String guide = Files.readString(Path.of("../docs/testing.md"));
        String source = Files.readString(Path.of("src/test/java/dev/tenancy/test/TestingGuideTest.java"));
        Matcher region = Pattern.compile("(?s) {4}// region \\w+\n(.*?)\n {4}// endregion")
                .matcher(source);
        int regions = 0;
        while (region.find()) {
            assertThat(guide).contains(region.group(1).replaceAll("(?m)^ {4}", ""));
            regions++;
        }
        assertThat(regions).isEqualTo(2);
    }

    private record ItemRepository(Tenancy tenancy) {

        List<String> names(TenantId tenant) {
            return tenancy.inTransaction(
                    tenant, dsl -> dsl.select(NAME).from(ITEMS).fetch(NAME));
        }

        int rename(TenantId tenant, int id, String name) {
            return tenancy.inTransaction(
                    tenant,
                    dsl -> dsl.update(ITEMS).set(NAME, name).where(ID.eq(id)).execute());
        }
    }
}
