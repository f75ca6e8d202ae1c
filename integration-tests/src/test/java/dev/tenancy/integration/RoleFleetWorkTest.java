package dev.tenancy.integration;

import static dev.tenancy.generated.tenant.Tables.ITEMS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenancy.Isolation;
import dev.tenancy.Tenancy;
import dev.tenancy.WorkOptions;
import dev.tenancy.flyway.FleetOptions;
import dev.tenancy.flyway.FleetWorkReport;
import dev.tenancy.flyway.TenantOutcome;
import dev.tenancy.flyway.TenantWork;
import dev.tenancy.flyway.Tenants;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RoleFleetWorkTest extends FleetWorkContract {

    @RegisterExtension
    static final FleetDatabase database = new FleetDatabase(Isolation.ROLE);

    RoleFleetWorkTest() {
        super(database);
    }

    @Test
    void what_the_page_shows() {
        Tenants tenants = database.tenants();
        Tenancy tenancy = database.tenancy();

        // region work
        TenantWork fill = (tenant, dsl) -> dsl.update(ITEMS)
                .set(ITEMS.COUNTRY, "NZ")
                .where(ITEMS.COUNTRY.isNull())
                .execute();
        FleetOptions carefully = FleetOptions.builder()
                .canary(5)
                .parallelism(8)
                .stopAfterFailures(3)
                .work(WorkOptions.defaults().requires("3").statementTimeout(Duration.ofSeconds(30)))
                .build();

        FleetWorkReport report = tenants.fleet().forEach(tenancy, carefully, fill);
        System.out.println(report); // how it ended, who failed and why, the slowest
        // endregion
        assertThat(report.done()).isEqualTo(9);

        // region resume
        FleetWorkReport rest = tenants.fleet()
                .forEach(
                        tenancy, FleetOptions.builder().only(report.remaining()).build(), fill);
        rest.orThrow(); // FleetWorkException if work is left to do
        // endregion
        assertThat(rest.outcomes()).isEmpty();

        long items = 0;
        // region query
        try (Stream<TenantOutcome<Integer>> answers =
                tenants.fleet().query(tenancy, (tenant, dsl) -> dsl.fetchCount(ITEMS))) {
            for (TenantOutcome<Integer> answer : (Iterable<TenantOutcome<Integer>>) answers::iterator) {
                if (answer instanceof TenantOutcome.Done<Integer> done) {
                    items += done.result();
                } else {
                    System.err.println("not counted: " + answer); // Failed, Refused or NotStarted, with the reason
                }
            }
        }
        // endregion
        assertThat(items).isEqualTo(18);
    }
}
