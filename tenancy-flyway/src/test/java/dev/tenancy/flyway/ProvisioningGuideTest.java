package dev.tenancy.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.TenantStatus;
import dev.tenancy.test.PostgresExtension;
import java.time.Duration;
import javax.sql.DataSource;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/** What docs/provisioning.md and docs/operations.md show is what runs here. */
class ProvisioningGuideTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final Db db = new Db(postgres);

    private static final TenantLayout layout =
            TenantLayout.builder().rolePrefix("guide_").build();

    @BeforeAll
    static void a_database_as_the_guide_says() {
        db.superuser().execute("create database items template template0");
        PGSimpleDataSource administrator = administrator();

        // region setup
        DatabaseSetup setup = DatabaseSetup.of(layout, "items", "items_owner", "items_app")
                .extensions("citext"); // if your tables need one
        setup.run(administrator, "owner's secret".toCharArray(), "app's secret".toCharArray());
        // endregion
    }

    @AfterAll
    static void it_goes() {
        db.superuser().execute("drop database items with (force)");
        db.superuser()
                .resultQuery(
                        "select rolname from pg_roles where rolname like 'guide\\_%' order by rolname = 'guide__shared'")
                .fetchInto(String.class)
                .forEach(role -> db.superuser().execute("drop role {0}", name(role)));
        db.superuser().execute("drop role items_app");
        db.superuser().execute("drop role items_owner");
    }

    @Test
    void a_tenants_life() {
        DataSource ownerDataSource = login("items_owner", "owner's secret");
        // region life
        Tenants tenants = Tenants.builder(ownerDataSource)
                .layout(layout) // the same value that Tenancy is built with
                .locations("classpath:db/tenant")
                .sharedLocations("classpath:db/shared") // if you have shared tables
                .appLogin("items_app")
                .build();

        Tenant acme = tenants.provision(TenantId.of("acme")); // schema, role, rights, tables
        // endregion
        assertThat(acme.status()).isEqualTo(TenantStatus.ACTIVE);

        // region migrate
        TenantMigration outcome = tenants.migrate(acme.id());
        String line;
        if (outcome instanceof TenantMigration.Migrated migrated) {
            line = "now at " + migrated.to().orElse("no version") + " after " + migrated.scripts();
        } else if (outcome instanceof TenantMigration.UpToDate upToDate) {
            line = "nothing to do at " + upToDate.version().orElse("no version");
        } else if (outcome instanceof TenantMigration.Failed failed) {
            line = "failed: " + failed.error(); // script, line, SQLSTATE, and what to do next
        } else {
            throw new AssertionError(outcome);
        }
        // endregion
        assertThat(line).isEqualTo("nothing to do at 2");

        // region doctor
        Diagnosis diagnosis = tenants.doctor();
        System.out.println(diagnosis);
        // endregion
        assertThat(diagnosis.healthy()).isTrue();

        // region drift
        DriftReport drift = tenants.fleet().drift();
        System.out.println(drift);
        drift.orThrow(); // for a pipeline: DriftException if anybody drifted
        // endregion

        // region end
        tenants.suspend(acme.id()); // not served from now on
        tenants.resume(acme.id());

        tenants.suspend(acme.id());
        DeletionReceipt receipt = tenants.deprovision(acme.id()); // for good
        // endregion
        assertThat(receipt.totalRows()).isEqualTo(3);
    }

    @Test
    void a_seed_and_first_access() {
        DataSource ownerDataSource = login("items_owner", "owner's secret");
        // region seed
        Tenants seeded = Tenants.builder(ownerDataSource)
                .layout(layout)
                .locations("classpath:db/tenant")
                .appLogin("items_app")
                .seed((tenant, dsl) -> dsl.insertInto(table(name("tenant", "items")))
                        .columns(field(name("owner")), field(name("title")))
                        .values(tenant.value(), "Welcome")
                        .execute())
                .build();
        // endregion
        seeded.provision(TenantId.of("globex"));
        assertThat(Db.dsl(ownerDataSource).fetchCount(DSL.table("tenant_globex.items")))
                .isOne();

        // region access
        Tenants onAccess = Tenants.builder(ownerDataSource)
                .layout(layout)
                .locations("classpath:db/tenant")
                .appLogin("items_app")
                .ensureOnAccess(Duration.ofSeconds(5))
                .build();
        onAccess.ensure(TenantId.of("initech"));
        // endregion
        assertThat(onAccess.find(TenantId.of("initech"))).isPresent();
    }

    private static PGSimpleDataSource administrator() {
        PGSimpleDataSource administrator = postgres.superuserDataSource();
        administrator.setDatabaseName("items");
        return administrator;
    }

    private static PGSimpleDataSource login(String user, String password) {
        PGSimpleDataSource login = administrator();
        login.setUser(user);
        login.setPassword(password);
        return login;
    }
}
