package dev.tenancy.integration;

import dev.tenancy.Isolation;
import org.junit.jupiter.api.extension.RegisterExtension;

class RoleIsolationTest extends TenantIsolationContract {

    @RegisterExtension
    static final TenantDatabase DATABASE = TenantDatabase.of(Isolation.ROLE);

    @Override
    public TenantDatabase database() {
        return DATABASE;
    }
}
