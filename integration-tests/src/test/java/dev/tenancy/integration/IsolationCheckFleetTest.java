package dev.tenancy.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenancy.Tenancy;
import dev.tenancy.test.PostgresExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Case 074 for a fleet: the check asks as many questions for a thousand tenants as for one. */
@Tag("slow") // and the same on every major: .ci/run has it once
class IsolationCheckFleetTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.builder()
            .migration("create table items (id int primary key)")
            .tenants("t-0")
            .build();

    @Test
    void case_074_a_thousand_tenants_cost_as_many_queries_as_one() {
        CountingDataSource counted = new CountingDataSource(postgres.appDataSource());
        Tenancy tenancy = Tenancy.builder(counted).layout(postgres.layout()).build();

        assertThat(tenancy.verifyIsolation().findings()).isEmpty();
        int queriesOfOne = counted.statements();
        make_tenants(1_000);
        assertThat(tenancy.verifyIsolation().findings()).isEmpty();

        assertThat(counted.statements()).isEqualTo(2 * queriesOfOne);
        assertThat(queriesOfOne).isLessThan(20);
        assertThat(counted.connections()).isEqualTo(2);

        postgres.execute("grant select on \"tenant_t-500\".items to public");
        assertThat(tenancy.verifyIsolation().findings())
                .extracting(finding -> finding.problem())
                .containsExactly("PUBLIC has rights on schema \"tenant_t-500\" of tenant 't-500' or on tables in it.");
    }

    private static void make_tenants(int tenants) {
        String prefix = postgres.layout().groupRole().replaceFirst("_shared$", "");
        String options = postgres.major() >= 16 ? " with inherit false, set true" : "";
        postgres.execute("do $$ begin for i in 1.." + tenants + " loop"
                + " execute format('create schema %1$I; create role %2$I; grant %3$I to %2$I; grant %2$I to %4$I"
                + options
                + "; grant usage on schema %1$I to %2$I; create table %1$I.items (id int primary key);"
                + " grant select, insert on %1$I.items to %2$I', 'tenant_t-' || i, '" + prefix + "t-' || i, '"
                + postgres.layout().groupRole() + "', '"
                + postgres.appDataSource().getUser() + "'); end loop; end $$");
    }
}
