package dev.tenancy.test;

import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RoleTenantIsolationTest extends TenantIsolationContract {

    @RegisterExtension
    static final PostgresExtension postgres =
            PostgresExtension.builder().migration(Items.MIGRATION).build();

    static final TenantIsolation isolation =
            TenantIsolation.builder(postgres).seed(Items.SEED).build();

    @Test
    void what_postgresql_refused_is_told_as_well() {
        leak(tenant -> tenancy().dsl(tenant).fetch("select * from " + other(tenant, "items")))
                .hasMessageContaining("The code itself ended with org.jooq.exception.DataAccessException")
                .hasMessageContaining("permission denied for schema tenant_acme-")
                .hasCauseInstanceOf(org.jooq.exception.DataAccessException.class);
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
