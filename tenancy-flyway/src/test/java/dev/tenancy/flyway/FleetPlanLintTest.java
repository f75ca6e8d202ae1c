package dev.tenancy.flyway;

import static dev.tenancy.flyway.Db.scripts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tenancy.TenantId;
import dev.tenancy.lint.Finding;
import dev.tenancy.lint.Rule;
import dev.tenancy.lint.Severity;
import dev.tenancy.test.PostgresExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class FleetPlanLintTest {

    private static final String FIRST = "create table a (id int)";

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final Db db = new Db(postgres);

    @TempDir
    Path directory;

    @AfterEach
    void no_tenant_stays_for_the_next_test() {
        db.forgetTenants();
    }

    @Test
    void what_is_pending_is_looked_at_once_for_all_tenants() {
        provisioned("acme", "globex", "hooli");

        FleetPlan plan = plan("V2__b.sql", "create index a_id on a (id);\nselect * from tenant_acme.a;");

        assertThat(plan.lint().scripts()).isEqualTo(1);
        assertThat(plan.lint().findings())
                .extracting(Finding::script, Finding::line, Finding::severity, Finding::rule)
                .containsExactly(
                        tuple("V2__b.sql", 1, Severity.WARNING, Rule.BLOCKING_INDEX),
                        tuple("V2__b.sql", 2, Severity.ERROR, Rule.TENANT_SCHEMA));
        assertThat(plan.lint()).isSameAs(plan.lint());
        assertThat(plan.toString())
                .contains("\nLint of what is pending:\n  V2__b.sql:1 warning blocking-index: ")
                .endsWith("\n  1 script: 1 error, 1 warning, 0 notes.")
                .containsOnlyOnce("tenant-schema");
        assertThat(plan.toJson())
                .endsWith(",\"lint\":" + plan.lint().toJson() + "}")
                .contains("\"rule\":\"tenant-schema\",\"severity\":\"error\",\"script\":\"V2__b.sql\",\"line\":2,");
    }

    @Test
    void what_ran_everywhere_is_not_complained_of_and_is_known_to_have_rows() {
        scripts(directory, "V2__old.sql", "create index a_id on a (id)");
        provisioned("acme");

        FleetPlan plan = plan("V3__b.sql", "create table b (id int);\ncreate index b_id on b (id)");

        assertThat(plan.lint().scripts()).isEqualTo(1);
        assertThat(plan.lint().findings()).isEmpty();
        assertThat(plan.toString()).doesNotContain("Lint");
    }

    @Test
    void with_nothing_pending_nothing_is_looked_at() {
        scripts(directory, "V2__old.sql", "select * from tenant_acme.a");
        provisioned("acme");

        FleetPlan plan = plan();

        assertThat(plan.lint().scripts()).isZero();
        assertThat(plan.toJson()).endsWith(",\"lint\":{\"scripts\":0,\"clean\":true,\"findings\":[]}}");
    }

    @Test
    void a_script_that_is_configured_to_run_outside_of_a_transaction_may_build_concurrently() throws IOException {
        provisioned("acme");
        Path folder = Files.createDirectory(directory.resolve("more"));
        scripts(folder, "V2__b.sql", "create index concurrently a_id on a (id)");
        scripts(folder, "V3__c.sql", "create index concurrently a_id3 on a (id)");
        scripts(folder, "V2__b.sql.conf", "executeInTransaction=false");
        scripts(folder, "V3__c.sql.conf", "placeholderReplacement=false");

        assertThat(plan().lint().findings())
                .extracting(Finding::script, Finding::rule)
                .containsExactly(tuple("more/V3__c.sql", Rule.CONCURRENTLY));
    }

    @Test
    void so_it_is_if_flyway_is_configured_to_run_none_in_a_transaction() {
        provisioned("acme");
        scripts(directory, "V2__b.sql", "create index concurrently a_id on a (id)");

        FleetPlan plan = db.tenants(builder -> builder.locations("filesystem:" + directory)
                        .flyway(configuration -> configuration.executeInTransaction(false)))
                .fleet()
                .plan();

        assertThat(plan.scripts()).hasSize(1);
        assertThat(plan.lint().findings()).isEmpty();
    }

    private void provisioned(String... tenants) {
        Tenants now = at(scripts(directory, "V1__a.sql", FIRST));
        List.of(tenants).forEach(tenant -> now.provision(TenantId.of(tenant)));
    }

    private FleetPlan plan(String... namesAndTexts) {
        return at(scripts(directory, namesAndTexts)).fleet().plan();
    }

    private static Tenants at(String location) {
        return db.tenants(builder -> builder.locations(location));
    }
}
