package dev.tenancy.guides;

import static dev.tenancy.guides.Items.ITEMS;
import static dev.tenancy.guides.Items.NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.name;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.SchemaNaming;
import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.TenantStatus;
import dev.tenancy.flyway.ProvisionOptions;
import dev.tenancy.flyway.ProvisioningException;
import dev.tenancy.flyway.TenantMigration;
import dev.tenancy.flyway.Tenants;
import dev.tenancy.test.PostgresExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What docs/moving.md shows is what runs here. */
class MovingGuideTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private ItemsDatabase database;
    private HikariDataSource ownerDataSource;
    private HikariDataSource app;

    @BeforeEach
    void a_database_whose_tenants_a_loop_of_the_administrators_has_migrated() {
        database = ItemsDatabase.create(postgres);
        ownerDataSource = database.owner();
        app = database.app();
        for (String schema : List.of("acme", "globex")) {
            loop(schema);
        }
    }

    @AfterEach
    void it_ends() {
        ownerDataSource.close();
        app.close();
        database.close();
    }

    @Test
    void schemas_of_a_flyway_loop_are_renamed_and_adopted_with_their_rows() throws IOException {
        TenantLayout layout = TenantLayout.defaults();
        Tenants tenants = tenants(layout);
        giveToTheOwner();
        DSLContext owner = DSL.using(ownerDataSource, SQLDialect.POSTGRES);
        // region rename
        for (String schema : List.of("acme", "globex")) {
            TenantId tenant = TenantId.of(schema);
            String renamed = layout.schemaOf(tenant).value();
            owner.execute("alter schema {0} rename to {1}", name(schema), name(renamed));
            tenants.provision(tenant, ProvisionOptions.defaults().adoptExisting());
        }
        // endregion
        adopted(tenants, layout);
    }

    @Test
    void schemas_keep_their_names_and_the_old_code_goes_on() throws IOException {
        giveToTheOwner();
        // region keep
        TenantLayout layout = TenantLayout.builder()
                .naming(SchemaNaming.prefix("")) // tenant acme lives in schema acme
                .build();
        // endregion
        Tenants tenants = tenants(layout);
        // region adopt
        for (String schema : List.of("acme", "globex")) {
            tenants.provision(TenantId.of(schema), ProvisionOptions.defaults().adoptExisting());
        }
        // endregion
        adopted(tenants, layout);
        String old = database.administrator().transactionResult(transaction -> {
            transaction.dsl().execute("set local search_path to acme");
            return transaction.dsl().fetchSingle("select min(name) from items").get(0, String.class);
        });
        assertThat(old).isEqualTo("new"); // the least of both rows: the new code's, seen by the old
    }

    @Test
    void a_schema_that_still_belongs_to_another_login_is_refused_with_what_to_do() {
        Tenants tenants =
                tenants(TenantLayout.builder().naming(SchemaNaming.prefix("")).build());

        assertThatThrownBy(() -> tenants.provision(
                        TenantId.of("acme"), ProvisionOptions.defaults().adoptExisting()))
                .isInstanceOf(ProvisioningException.class)
                .hasMessageContaining("it, or a table in it, belongs to another role. As its owner: alter schema acme"
                        + " owner to items_owner; alter table acme.flyway_schema_history owner to items_owner;"
                        + " alter table acme.items owner to items_owner;");
    }

    @Test
    void a_schema_without_a_history_is_adopted_after_a_baseline() {
        DSLContext owner = DSL.using(ownerDataSource, SQLDialect.POSTGRES);
        owner.execute("create schema tenant_initech");
        owner.execute("create table tenant_initech.items"
                + " (id bigint generated always as identity primary key, name text not null)");
        Tenants tenants = tenants(TenantLayout.defaults());
        TenantId initech = TenantId.of("initech");
        assertThatThrownBy(() ->
                        tenants.provision(initech, ProvisionOptions.defaults().adoptExisting()))
                .hasMessageContaining("it holds tables and no \"flyway_schema_history\"");

        // region baseline
        Flyway.configure()
                .dataSource(ownerDataSource)
                .defaultSchema("tenant_initech")
                .locations("classpath:db/tenant")
                .baselineVersion("1") // the last script whose tables are there already
                .load()
                .baseline();
        tenants.provision(TenantId.of("initech"), ProvisionOptions.defaults().adoptExisting());
        // endregion
        assertThat(tenants.migrate(initech)).isInstanceOf(TenantMigration.UpToDate.class);
    }

    /** As the guide's SQL says, by the login whose schemas they are. */
    private void giveToTheOwner() throws IOException {
        String sql =
                Page.parse(Files.readString(Path.of("../docs/moving.md"))).sql().get(0);
        DSLContext administrator = database.administrator();
        List<String> statements =
                administrator.fetch(sql.replace("\\gexec", "")).into(String.class);
        assertThat(statements).contains("alter schema acme owner to items_owner");
        statements.forEach(administrator::execute);
    }

    private void adopted(Tenants tenants, TenantLayout layout) {
        Tenancy tenancy = Tenancy.builder(app).layout(layout).build();
        assertThat(tenancy.verifyIsolation().findings()).isEmpty();
        for (String id : List.of("acme", "globex")) {
            TenantId tenant = TenantId.of(id);
            assertThat(tenants.find(tenant).orElseThrow().status()).isEqualTo(TenantStatus.ACTIVE);
            assertThat(tenants.migrate(tenant)).isInstanceOf(TenantMigration.UpToDate.class);
            assertThat(tenancy.<List<String>, RuntimeException>inTransaction(tenant, dsl -> {
                        dsl.insertInto(ITEMS, NAME).values("new").execute();
                        return dsl.select(NAME).from(ITEMS).orderBy(NAME).fetch(NAME);
                    }))
                    .containsExactly("new", "pen of " + id);
        }
    }

    private Tenants tenants(TenantLayout layout) {
        return Tenants.builder(ownerDataSource)
                .layout(layout)
                .locations("classpath:db/tenant")
                .appLogin("items_app")
                .build();
    }

    private void loop(String schema) {
        DataSource administrator = database.administratorDataSource();
        Flyway.configure()
                .dataSource(administrator)
                .schemas(schema)
                .locations("classpath:db/tenant")
                .load()
                .migrate();
        database.administrator()
                .execute("insert into {0} (name) values ({1})", name(schema, "items"), DSL.val("pen of " + schema));
    }
}
