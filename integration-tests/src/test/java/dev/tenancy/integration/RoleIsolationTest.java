package dev.tenancy.integration;

import static dev.tenancy.integration.TenantDatabase.ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.Isolation;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RoleIsolationTest extends TenantIsolationContract {

    @RegisterExtension
    static final TenantDatabase DATABASE = TenantDatabase.of(Isolation.ROLE);

    @Override
    public TenantDatabase database() {
        return DATABASE;
    }

    /** A limit: HikariCP throws a connection away at 0A000, before the statement can be prepared anew. */
    @Test
    void under_hikari_a_single_statement_fails_once_after_a_migration_of_its_columns() {
        DSLContext dsl = database().builder(database().pool(1)).build().dsl(ACME);
        try {
            for (int often = 0; often < 7; often++) {
                assertThat(SettingsContract.countries(dsl)).hasSize(2);
            }
            changeCountry("varchar");
            assertThatThrownBy(() -> SettingsContract.countries(dsl))
                    .isInstanceOfSatisfying(DataAccessException.class, e -> assertThat(e.sqlState())
                            .isEqualTo("0A000"));
            assertThat(SettingsContract.countries(dsl)).containsExactly("NZ", "TR");
        } finally {
            changeCountry("text");
        }
    }
}
