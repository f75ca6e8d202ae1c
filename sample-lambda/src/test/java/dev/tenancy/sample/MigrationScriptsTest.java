package dev.tenancy.sample;

import dev.tenancy.test.TenantScripts;
import org.junit.jupiter.api.Test;

class MigrationScriptsTest {

    @Test
    void tenants_scripts_are_clean() {
        TenantScripts.in("classpath:db/tenant").assertClean();
    }
}
