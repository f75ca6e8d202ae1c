package dev.tenancy.integration;

import dev.tenancy.Isolation;
import dev.tenancy.TenantLayout;
import dev.tenancy.test.PostgresExtension;
import org.junit.jupiter.api.extension.RegisterExtension;

class QualifiedUnreachableTenantTest extends UnreachableTenantContract {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.builder()
            .layout(TenantLayout.builder().isolation(Isolation.QUALIFIED).build())
            .migrationResource("db/tenant/V1__items.sql")
            .build();

    QualifiedUnreachableTenantTest() {
        super(postgres);
    }
}
