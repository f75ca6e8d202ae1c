package dev.tenancy.integration;

import dev.tenancy.Isolation;
import dev.tenancy.TenantLayout;
import dev.tenancy.test.PostgresExtension;
import org.junit.jupiter.api.extension.RegisterExtension;

class QualifiedGateTest extends GateContract {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.builder()
            .layout(TenantLayout.builder().isolation(Isolation.QUALIFIED).build())
            .build();

    QualifiedGateTest() {
        super(postgres);
    }
}
