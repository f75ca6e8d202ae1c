package dev.tenancy.integration;

import dev.tenancy.Isolation;
import org.junit.jupiter.api.extension.RegisterExtension;

class QualifiedCasesTest extends CasesContract {

    @RegisterExtension
    static final TenantDatabase DATABASE = TenantDatabase.of(Isolation.QUALIFIED);

    @Override
    public TenantDatabase database() {
        return DATABASE;
    }
}
