package dev.tenancy.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.TenantId;
import dev.tenancy.TenantStatus;
import dev.tenancy.test.PostgresExtension;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A schema or a role with the name of a tenant's is there already. */
class AdoptionTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final Db db = new Db(postgres);

    @Test
    void case_096_a_schema_that_exists_is_refused_unless_it_is_to_be_adopted() {
        TenantId found = TenantId.of("found");
        db.owner().execute("create schema {0}", DSL.name(db.schema(found)));

        assertThatThrownBy(() -> db.tenants().provision(found))
                .isInstanceOf(ProvisioningException.class)
                .hasMessageContaining("Schema \"tenant_found\" exists, and was not made for this tenant.")
                .hasMessageContaining("adoptExisting()");
        assertThat(db.tenants().find(found).orElseThrow().status()).isEqualTo(TenantStatus.FAILED);
        assertThat(db.roleExists(found))
                .as("compensated: the role was made in the same transaction")
                .isFalse();

        assertThat(db.tenants()
                        .provision(found, ProvisionOptions.defaults().adoptExisting())
                        .status())
                .isEqualTo(TenantStatus.ACTIVE);
        assertThat(db.insertItem(found)).isOne();
    }

    @Test
    void case_096_a_schema_with_tables_of_somebody_else_is_never_adopted() {
        TenantId foreign = TenantId.of("foreign");
        db.owner().execute("create schema {0}", DSL.name(db.schema(foreign)));
        db.owner().execute("create table {0} (id int)", db.table(foreign, "treasure"));

        assertThatThrownBy(() -> db.tenants()
                        .provision(foreign, ProvisionOptions.defaults().adoptExisting()))
                .isInstanceOf(ProvisioningException.class)
                .hasMessageContaining("cannot be adopted: it holds tables and no \"flyway_schema_history\"");

        db.tenants().deprovision(foreign);
        assertThat(db.owner().fetchCount(DSL.table(db.table(foreign, "treasure"))))
                .as("removing a tenant that was never active leaves what it did not make")
                .isZero();
    }

    @Test
    void case_096_a_schema_with_a_history_and_no_registry_row_is_adopted_with_its_rows() {
        TenantId lost = TenantId.of("lost");
        db.tenants().provision(lost);
        db.insertItem(lost);
        db.owner().execute("delete from public.tenants where id = 'lost'");

        assertThatThrownBy(() -> db.tenants().provision(lost)).hasMessageContaining("adoptExisting()");
        db.tenants().provision(lost, ProvisionOptions.defaults().adoptExisting());

        assertThat(db.insertItem(lost)).isOne();
        assertThat(db.owner().fetchCount(DSL.table(db.table(lost, "items")))).isEqualTo(2);
    }

    @Test
    void case_096_a_schema_whose_history_does_not_fit_the_scripts_is_not_adopted() {
        TenantId odd = TenantId.of("odd");
        db.tenants().provision(odd);
        db.owner().execute("delete from public.tenants where id = 'odd'");
        db.owner().execute("update {0} set checksum = 1 where version = '2'", db.table(odd, "flyway_schema_history"));

        assertThatThrownBy(() ->
                        db.tenants().provision(odd, ProvisionOptions.defaults().adoptExisting()))
                .isInstanceOf(ProvisioningException.class)
                .hasMessageContaining("its history does not fit the scripts")
                .hasMessageContaining("checksum mismatch");
    }

    @Test
    void case_096_a_schema_of_another_owner_is_not_adopted_and_the_mend_is_named() {
        TenantId other = TenantId.of("other");
        db.superuser().execute("create schema {0}", DSL.name(db.schema(other)));

        assertThatThrownBy(() -> db.tenants()
                        .provision(other, ProvisionOptions.defaults().adoptExisting()))
                .isInstanceOf(ProvisioningException.class)
                .hasMessageContaining("alter schema tenant_other owner to ");
    }

    @Test
    void case_097_a_role_that_exists_is_refused_unless_it_is_to_be_adopted() {
        TenantId taken = TenantId.of("taken");
        db.owner().execute("create role {0} nologin", DSL.name(db.layout().roleOf(taken)));

        assertThatThrownBy(() -> db.tenants().provision(taken))
                .isInstanceOf(ProvisioningException.class)
                .hasMessageContaining("exists, and was not made for this tenant of this database")
                .hasMessageContaining("rolePrefix");

        db.tenants().provision(taken, ProvisionOptions.defaults().adoptExisting());
        assertThat(db.insertItem(taken)).isOne();
    }

    @Test
    void case_097_a_role_that_was_there_before_a_failed_provisioning_is_there_after_its_removal() {
        TenantId kept = TenantId.of("kept");
        db.owner().execute("create role {0} nologin", DSL.name(db.layout().roleOf(kept)));
        Tenants failing = db.tenants(builder -> builder.hook(new FailsOnceAtActivation()));
        assertThatThrownBy(() ->
                        failing.provision(kept, ProvisionOptions.defaults().adoptExisting()))
                .isInstanceOf(ProvisioningException.class);

        db.tenants().deprovision(kept);

        assertThat(db.schemaExists(kept)).as("was made").isFalse();
        assertThat(db.roleExists(kept)).as("was found").isTrue();
    }

    @Test
    void case_097_a_role_of_another_database_is_never_taken() {
        TenantId elsewhere = TenantId.of("elsewhere");
        String role = db.layout().roleOf(elsewhere);
        db.owner().execute("create role {0} nologin", DSL.name(role));
        db.owner().execute("comment on role {0} is 'tenancy: tenant elsewhere of database postgres'", DSL.name(role));

        assertThatThrownBy(() -> db.tenants()
                        .provision(elsewhere, ProvisionOptions.defaults().adoptExisting()))
                .isInstanceOf(ProvisioningException.class)
                .hasMessageContaining("\"tenancy: tenant elsewhere of database postgres\"")
                .hasMessageContaining("give this database's layout a rolePrefix of its own");
    }

    @Test
    void case_097_a_powerful_role_is_never_taken() {
        TenantId boss = TenantId.of("boss");
        db.superuser()
                .execute("create role {0} createrole", DSL.name(db.layout().roleOf(boss)));

        assertThatThrownBy(() ->
                        db.tenants().provision(boss, ProvisionOptions.defaults().adoptExisting()))
                .isInstanceOf(ProvisioningException.class)
                .hasMessageContaining("is more than a tenant's role");
    }
}
