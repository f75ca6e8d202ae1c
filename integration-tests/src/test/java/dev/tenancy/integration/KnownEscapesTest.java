package dev.tenancy.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.Isolation;
import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import dev.tenancy.test.PostgresExtension;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Case 076 of the catalogue: what {@link Isolation#ROLE} does <em>not</em> stop. It stops bugs; SQL that an attacker writes,
 * and objects that run as the owner, get past it. Each of these does succeed, so that the docs promise no more than is true.
 */
class KnownEscapesTest {

    private static final TenantId ACME = TenantId.of("acme");

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.builder()
            .migration("create table secrets (secret text); insert into secrets values ('of ${flyway:defaultSchema}')")
            .tenants("acme", "globex")
            .build();

    private static Tenancy tenancy;

    @BeforeAll
    static void owner_makes_what_reaches_out() {
        tenancy = Tenancy.builder(postgres.appDataSource())
                .layout(postgres.layout())
                .build();
        postgres.execute(
                "create view tenant_acme.plain as select secret from tenant_globex.secrets;"
                        + " create view tenant_acme.invoker with (security_invoker = true) as select secret from tenant_globex.secrets");
        postgres.execute("create function tenant_acme.definer() returns setof text language sql security definer"
                + " as 'select secret from tenant_globex.secrets'");
        postgres.execute("create function tenant_acme.invoking() returns setof text language sql"
                + " as 'select secret from tenant_globex.secrets'");
        postgres.execute("grant select on all tables in schema tenant_acme to \""
                + postgres.layout().roleOf(ACME) + "\"");
    }

    @Test
    void without_an_escape_the_other_tenant_is_out_of_reach() {
        assertThatThrownBy(() -> readAsAcme("select secret from tenant_globex.secrets"))
                .hasMessageContaining("permission denied for schema tenant_globex");
    }

    @Test
    void case_076_reset_role_and_set_role_escape() {
        for (String escape : List.of("reset role", "set local role none", "set role none")) {
            List<String> secrets = tenancy.inTransaction(ACME, dsl -> {
                dsl.execute(escape);
                dsl.execute("set local role \"" + postgres.layout().roleOf(TenantId.of("globex")) + "\"");
                return dsl.fetch("select secret from tenant_globex.secrets").getValues(0, String.class);
            });
            assertThat(secrets).as(escape).containsExactly("of tenant_globex");
        }
    }

    @Test
    void case_076_a_statement_of_several_escapes_too() {
        List<String> secrets = tenancy.inTransaction(ACME, dsl -> dsl.fetchMany(
                        "set local role \"" + postgres.layout().roleOf(TenantId.of("globex"))
                                + "\"; select secret from tenant_globex.secrets")
                .get(0)
                .getValues(0, String.class));
        assertThat(secrets).containsExactly("of tenant_globex");
    }

    @Test
    void case_076_set_config_and_query_to_xml_escape_in_one_select() {
        String xml = tenancy.inTransaction(ACME, dsl -> dsl.fetchSingle(
                        "select set_config('role', ?, true), query_to_xml("
                                + "'select secret from tenant_globex.secrets', false, false, '')::text as rows",
                        postgres.layout().roleOf(TenantId.of("globex")))
                .get("rows", String.class));
        assertThat(xml).contains("<secret>of tenant_globex</secret>");
    }

    @Test
    void case_076_a_plain_view_runs_as_its_owner_and_escapes() {
        assertThat(readAsAcme("select secret from tenant_acme.plain")).containsExactly("of tenant_globex");
    }

    @Test
    void case_076_a_security_invoker_view_does_not_escape() {
        assertThatThrownBy(() -> readAsAcme("select secret from tenant_acme.invoker"))
                .hasMessageContaining("permission denied");
    }

    @Test
    void case_076_a_security_definer_function_runs_as_its_owner_and_escapes() {
        assertThat(readAsAcme("select * from tenant_acme.definer()")).containsExactly("of tenant_globex");
    }

    @Test
    void case_076_a_security_invoker_function_does_not_escape() {
        assertThatThrownBy(() -> readAsAcme("select * from tenant_acme.invoking()"))
                .hasMessageContaining("permission denied");
    }

    @Test
    void case_076_names_of_schemas_and_columns_are_seen_in_the_catalog() {
        assertThat(readAsAcme("select attname from pg_attribute where attrelid ="
                        + " (select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                        + " where n.nspname = 'tenant_globex' and c.relname = 'secrets') and attnum > 0"))
                .containsExactly("secret");
    }

    @Test
    void case_076_what_runs_as_the_owner_is_found_by_the_check() {
        assertThat(tenancy.verifyIsolation().findings())
                .extracting(finding -> finding.kind().name())
                .contains("VIEW_REACHES_OUT", "FUNCTION_REACHES_OUT");
    }

    private static List<String> readAsAcme(String sql) {
        return tenancy.inTransaction(ACME, dsl -> dsl.fetch(sql).getValues(0, String.class));
    }
}
