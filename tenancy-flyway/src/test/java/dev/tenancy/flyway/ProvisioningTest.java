package dev.tenancy.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenancy.TenantId;
import dev.tenancy.TenantStatus;
import dev.tenancy.test.PostgresExtension;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProvisioningTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    static Tenants tenants() {
        return Tenants.builder(postgres.ownerDataSource())
                .layout(postgres.layout())
                .sharedLocations("classpath:db/shared")
                .appLogin(postgres.appDataSource().getUser())
                .build();
    }

    @Test
    void a_new_tenant_is_active_and_served_by_the_app_login_under_its_role() {
        TenantId acme = TenantId.of("acme");
        Tenant tenant = tenants().provision(acme);
        assertThat(tenant.status()).isEqualTo(TenantStatus.ACTIVE);
        assertThat(tenant.version()).contains("2");
        Tenants again = tenants();
        again.provision(TenantId.of("b2"));
        DSL.using(postgres.appDataSource(), SQLDialect.POSTGRES).transaction(tx -> {
            tx.dsl().execute("set local role {0}", DSL.name(postgres.layout().roleOf(TenantId.of("b2"))));
            tx.dsl().execute("insert into tenant_b2.items (owner, title) values ('b2', 'x')");
            assertThat(tx.dsl().fetchCount(DSL.table("public.countries"))).isEqualTo(2);
        });
    }
}
