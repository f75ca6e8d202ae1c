package dev.tenancy.test;

import dev.tenancy.Isolation;
import dev.tenancy.TenantLayout;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class QualifiedTenantIsolationTest extends TenantIsolationContract {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.builder()
            .layout(TenantLayout.builder().isolation(Isolation.QUALIFIED).build())
            .migration(Items.MIGRATION)
            .build();

    static final TenantIsolation isolation =
            TenantIsolation.builder(postgres).seed(Items.SEED).build();

    @Test
    void rows_of_another_tenant_are_found() {
        leak(tenant -> tenancy().dsl(tenant).fetch("select * from " + other(tenant, "items")))
                .hasMessageMatching("(?s).*A row came back whose owner is 'acme-\\d+-b': \\{id=1, name=pen, .*");
    }

    @Test
    void update_of_another_tenant_is_found_by_what_it_changed() {
        leak(tenant -> around().execute("update " + other(tenant, "items") + " set name = 'gone'"))
                .hasMessageContaining("(1 found)")
                .hasMessageMatching("(?s).*\"tenant_acme-\\d+-b\".\"items\" was changed\\. Before: \\(1,pen,acme-.*");
    }

    @Test
    void number_drawn_from_another_tenants_sequence_is_found() {
        leak(tenant -> around().fetch("select nextval('" + other(tenant, "numbers") + "')"))
                .hasMessageContaining("\"numbers\" was changed. Before: 1, false. After: 1, true");
    }

    @Test
    void rows_deleted_and_put_back_are_found() {
        leak(tenant -> {
                    around().execute("delete from " + other(tenant, "tags"));
                    around().execute("insert into " + other(tenant, "tags") + " values (1, 'blue')");
                })
                .hasMessageContaining("\"tags\" was changed. Before: (1,blue)");
    }

    @Override
    TenantIsolation isolation() {
        return isolation;
    }

    @Override
    DSLContext around() {
        return DSL.using(postgres.appDataSource(), SQLDialect.POSTGRES);
    }
}
