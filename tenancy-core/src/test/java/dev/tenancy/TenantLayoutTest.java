package dev.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TenantLayoutTest {

    private static final TenantId ACME = TenantId.of("acme");

    @Test
    void the_defaults_are_what_the_docs_say() {
        TenantLayout layout = TenantLayout.defaults();
        assertThat(layout.schemaOf(ACME)).hasToString("tenant_acme");
        assertThat(layout.roleOf(ACME)).isEqualTo("tenant_acme");
        assertThat(layout.groupRole()).isEqualTo("tenant__shared");
        assertThat(layout.sharedSchema()).isEqualTo("public");
        assertThat(layout.templateSchema()).isEqualTo("tenant");
        assertThat(layout.isolation()).isEqualTo(Isolation.ROLE);
    }

    @Test
    void layouts_with_equal_values_are_equal() {
        assertThat(TenantLayout.builder().build())
                .isEqualTo(TenantLayout.defaults())
                .hasSameHashCodeAs(TenantLayout.defaults());
        assertThat(TenantLayout.builder().isolation(Isolation.QUALIFIED).build())
                .isNotEqualTo(TenantLayout.defaults());
        assertThat(TenantLayout.defaults())
                .hasToString("TenantLayout[naming=PrefixNaming[prefix=tenant_], rolePrefix=tenant_,"
                        + " sharedSchema=public, templateSchema=tenant, isolation=ROLE]");
    }

    @Test
    void a_schema_leads_back_to_its_tenant_or_to_none() {
        TenantLayout layout = TenantLayout.defaults();
        assertThat(layout.tenantOf("tenant_acme")).contains(ACME);
        for (String other :
                List.of("public", "tenant", "tenant_", "tenant_-a", "tenant_A", "TENANT_acme", "pg_catalog", "x", "")) {
            assertThat(layout.tenantOf(other)).as(other).isEmpty();
        }
    }

    @Test
    void without_a_prefix_the_names_that_postgres_keeps_are_refused_at_use() {
        TenantLayout bare = TenantLayout.builder()
                .naming(SchemaNaming.prefix(""))
                .rolePrefix("")
                .build();
        assertThat(bare.schemaOf(ACME)).hasToString("acme");
        assertThatThrownBy(() -> bare.schemaOf(TenantId.of("public")))
                .isInstanceOf(SchemaNamingException.class)
                .hasMessage(
                        "Tenant 'public' gets no name: Invalid schema name 'public': it belongs to PostgreSQL itself.");
        assertThatThrownBy(() -> bare.schemaOf(TenantId.of("pg_x"))).isInstanceOf(SchemaNamingException.class);
        assertThatThrownBy(() -> bare.schemaOf(TenantId.of("tenant")))
                .hasMessage("Tenant 'tenant' gets no name: 'tenant' is the layout's shared or template schema.");
        assertThatThrownBy(() -> bare.roleOf(TenantId.of("none")))
                .hasMessage("Tenant 'none' gets no name: PostgreSQL keeps the role name 'none' for itself.");
    }

    @Test
    void a_naming_that_is_not_one_to_one_is_refused_at_use() {
        SchemaNaming everybodyInOne = naming("same", TenantId.of("other"));
        assertThatThrownBy(() ->
                        TenantLayout.builder().naming(everybodyInOne).build().schemaOf(ACME))
                .isInstanceOfSatisfying(
                        SchemaNamingException.class, e -> assertThat(e.tenant()).contains(ACME))
                .hasMessage("Tenant 'acme' gets no name: the naming gives 'same', which leads back to"
                        + " Optional[other]. A SchemaNaming must be one to one.");
    }

    @Test
    void a_naming_that_gives_64_bytes_is_refused_at_use() {
        assertThatThrownBy(() -> TenantLayout.builder()
                        .naming(naming("x".repeat(64), ACME))
                        .build()
                        .schemaOf(ACME))
                .isInstanceOf(SchemaNamingException.class)
                .hasMessageContaining("it has 64 characters and PostgreSQL would cut it at 63");
    }

    @Test
    void prefixes_that_postgres_would_cut_or_fold_are_refused() {
        for (String prefix : List.of("x".repeat(16), "Tenant_", "pg_", "té", "a.b", "a\"b")) {
            assertThatThrownBy(() -> SchemaNaming.prefix(prefix))
                    .isInstanceOf(TenancyConfigurationException.class)
                    .hasMessageStartingWith(
                            "The schema prefix " + Quoted.of(prefix) + " is refused: use up to 15 characters");
            assertThatThrownBy(() -> TenantLayout.builder().rolePrefix(prefix).build())
                    .hasMessageStartingWith("The role prefix ");
        }
    }

    @Test
    void a_template_schema_that_is_public_or_shared_is_refused() {
        assertThatThrownBy(() -> TenantLayout.builder().templateSchema("public").build())
                .isInstanceOf(TenancyConfigurationException.class)
                .hasMessage(
                        "The template schema is refused. Invalid schema name 'public': it belongs to PostgreSQL itself."
                                + " Generate jOOQ code for a schema name of its own, 'tenant' say.");
        assertThatThrownBy(() -> TenantLayout.builder()
                        .templateSchema("ref")
                        .sharedSchema("ref")
                        .build())
                .hasMessageStartingWith("The template schema and the shared schema are both 'ref'");
        assertThatThrownBy(
                        () -> TenantLayout.builder().sharedSchema("pg_catalog").build())
                .hasMessageStartingWith("The shared schema is refused.");
    }

    @Test
    void schema_names_that_postgres_would_change_are_refused() {
        for (String name :
                List.of("", "x".repeat(64), "Acme", "é", "public", "information_schema", "pg_temp", "a b", "$user")) {
            assertThatThrownBy(() -> SchemaName.of(name)).isInstanceOf(InvalidSchemaNameException.class);
        }
    }

    private static SchemaNaming naming(String schema, TenantId back) {
        return new SchemaNaming() {
            @Override
            public SchemaName schemaOf(TenantId tenant) {
                return SchemaName.of(schema);
            }

            @Override
            public Optional<TenantId> tenantOf(SchemaName name) {
                return Optional.of(back);
            }
        };
    }
}
