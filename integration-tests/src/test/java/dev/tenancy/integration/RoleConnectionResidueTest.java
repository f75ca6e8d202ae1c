package dev.tenancy.integration;

import dev.tenancy.Isolation;
import dev.tenancy.TenantLayout;
import dev.tenancy.test.PostgresExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

class RoleConnectionResidueTest extends ConnectionResidueContract {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.builder()
            .layout(TenantLayout.builder().isolation(Isolation.ROLE).build())
            .migrationResource("db/tenant/V1__items.sql")
            .tenants("acme", "globex")
            .build();

    RoleConnectionResidueTest() {
        super(postgres);
    }

    /** In production nobody may make temporary tables; here they are what has to be cleaned up. */
    @BeforeAll
    static void everybody_may_make_temporary_tables() {
        postgres.execute(
                "grant temporary on database \"" + postgres.ownerDataSource().getDatabaseName() + "\" to public");
    }
}
