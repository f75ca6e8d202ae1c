package dev.tenancy.integration;

import dev.tenancy.Isolation;
import org.junit.jupiter.api.extension.RegisterExtension;

class RoleCasesTest extends CasesContract {

    @RegisterExtension
    static final TenantDatabase DATABASE = TenantDatabase.of(Isolation.ROLE);

    @Override
    public TenantDatabase database() {
        return DATABASE;
    }
}
