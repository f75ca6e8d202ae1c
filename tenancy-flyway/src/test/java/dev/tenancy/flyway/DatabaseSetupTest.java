package dev.tenancy.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.Isolation;
import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.TenantStatus;
import dev.tenancy.test.PostgresExtension;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

class DatabaseSetupTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final Db db = new Db(postgres);

    private final String name = "s" + UUID.randomUUID().toString().substring(0, 8);
    private final String owner = name + "_owner";
    private final String app = name + "_app";
    private final TenantLayout layout =
            TenantLayout.builder().rolePrefix(name + "-").build();

    @BeforeEach
    void an_empty_database() {
        db.superuser().execute("create database {0} template template0", DSL.name(name));
    }

    @AfterEach
    void it_goes_with_its_roles() {
        db.superuser().execute("drop database {0} with (force)", DSL.name(name));
        db.superuser()
                .resultQuery(
                        "select rolname from pg_roles where starts_with(rolname, {0}) order by rolname = {1}, rolname like '%admin'",
                        DSL.val(name), DSL.val(owner))
                .fetchInto(String.class)
                .forEach(role -> db.superuser().execute("drop role {0}", DSL.name(role)));
    }

    @Test
    void a_superuser_sets_up_a_database_in_which_tenants_are_made_and_isolated() {
        setup().extensions("citext").run(administrator(), owner.toCharArray(), app.toCharArray());
        setup().extensions("citext").run(administrator());

        lives();
    }

    @Test
    void an_administrator_who_is_no_superuser_can_do_it_too() {
        String admin = name + "_admin";
        db.superuser().execute("create role {0} login createrole createdb password 'x'", DSL.name(admin));
        db.superuser().execute("alter database {0} owner to {1}", DSL.name(name), DSL.name(admin));
        PGSimpleDataSource rds = login(admin, "x");

        setup().run(rds, owner.toCharArray(), app.toCharArray());

        lives();
    }

    @Test
    void the_owner_login_itself_can_make_the_app_login() {
        db.superuser().execute("create role {0} login createrole password {1}", DSL.name(owner), DSL.inline(owner));
        db.superuser().execute("alter database {0} owner to {1}", DSL.name(name), DSL.name(owner));

        setup().run(login(owner, owner), null, app.toCharArray());
        setup().run(login(owner, owner), null, app.toCharArray());

        lives();
    }

    @Test
    void the_printed_script_does_the_same() {
        String script = setup().script();
        assertThat(script)
                .doesNotContain("password '")
                .contains("-- \\password " + owner)
                .endsWith("\n");

        Db.dsl(administrator()).connection(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute(script);
            }
        });
        db.superuser().execute("alter role {0} password {1}", DSL.name(owner), DSL.inline(owner));
        db.superuser().execute("alter role {0} password {1}", DSL.name(app), DSL.inline(app));

        lives();
    }

    @Test
    void qualified_needs_no_group_role() {
        TenantLayout qualified = TenantLayout.builder()
                .rolePrefix(name + "-")
                .isolation(Isolation.QUALIFIED)
                .build();
        assertThat(DatabaseSetup.of(qualified, name, owner, app).script()).doesNotContain(layout.groupRole());
    }

    @Test
    void one_login_for_both_sides_a_strange_name_and_the_wrong_database_are_refused() {
        assertThatThrownBy(() -> DatabaseSetup.of(layout, name, "one", "one"))
                .isInstanceOf(TenantsConfigurationException.class)
                .hasMessageContaining("both 'one'");
        assertThatThrownBy(() -> DatabaseSetup.of(layout, name, "a\"; drop table x; --", "one"))
                .isInstanceOf(TenantsConfigurationException.class);
        assertThatThrownBy(() -> setup().run(postgres.superuserDataSource()))
                .isInstanceOf(TenantsConfigurationException.class)
                .hasMessageContaining("and the setup is for '" + name + "'");
    }

    @Test
    void a_superuser_is_no_app_login_and_no_owner_login_and_is_left_as_it_is() {
        String root = name + "_root";
        db.superuser().execute("create role {0} login superuser", DSL.name(root));
        DatabaseSetup asApp = DatabaseSetup.of(layout, name, owner, root);
        DatabaseSetup asOwner = DatabaseSetup.of(layout, name, root, app);

        assertThatThrownBy(() -> asApp.run(administrator(), null, "x".toCharArray()))
                .isInstanceOf(TenantsConfigurationException.class)
                .hasMessageContaining("the app login '" + root + "' is refused, because it is a superuser")
                .hasMessageContaining("Name another login")
                .hasMessageContaining("nothing was changed");
        assertThatThrownBy(() -> asOwner.run(administrator()))
                .isInstanceOf(TenantsConfigurationException.class)
                .hasMessageContaining("the owner login '" + root + "' is refused, because it is a superuser");

        assertUntouched(root);
    }

    @Test
    void a_printed_script_that_is_refused_changes_nothing_though_psql_goes_on_after_an_error() {
        String root = name + "_root";
        db.superuser().execute("create role {0} login createrole", DSL.name(root));
        String script = DatabaseSetup.of(layout, name, owner, root).script();

        List<String> refusals = new ArrayList<>();
        Db.dsl(administrator()).connection(connection -> {
            try (var statement = connection.createStatement()) {
                for (String line : script.lines().toList()) {
                    try {
                        statement.execute(line);
                    } catch (SQLException e) {
                        refusals.add(e.getMessage());
                    }
                }
            }
        });

        assertThat(refusals.get(0)).contains("the app login '" + root + "' is refused", "may make roles");
        assertUntouched(root);
    }

    @Test
    void the_group_role_of_another_database_is_refused_with_the_hint() {
        setup().run(administrator());
        DatabaseSetup second = DatabaseSetup.of(layout, "postgres", owner, app);
        PGSimpleDataSource elsewhere = administrator();
        elsewhere.setDatabaseName("postgres");

        assertThatThrownBy(() -> second.run(elsewhere))
                .isInstanceOf(TenantsConfigurationException.class)
                .hasMessageContaining("belongs to another database: tenancy: group of database " + name);
    }

    @Test
    void a_setup_that_fails_in_the_middle_has_changed_nothing() {
        db.superuser().execute("create role {0} nologin", DSL.name(layout.groupRole()));
        db.superuser().execute("comment on role {0} is 'somebody''s'", DSL.name(layout.groupRole()));

        assertThatThrownBy(() -> setup().run(administrator(), owner.toCharArray(), app.toCharArray()))
                .isInstanceOf(TenantsConfigurationException.class)
                .hasMessageContaining("is not set up, and nothing was changed: ")
                .hasMessageContaining("belongs to another database");

        assertUntouched(layout.groupRole());
    }

    private void assertUntouched(String root) {
        assertThat(db.superuser()
                        .resultQuery("select rolinherit from pg_roles where rolname = {0}", DSL.val(root))
                        .fetchInto(Boolean.class))
                .containsExactly(true);
        assertThat(db.superuser()
                        .resultQuery(
                                "select rolname from pg_roles where starts_with(rolname, {0}) and rolname <> {1}",
                                DSL.val(name), DSL.val(root))
                        .fetchInto(String.class))
                .isEmpty();
        assertThat(db.superuser()
                        .resultQuery(
                                "select from pg_db_role_setting where setrole = {0}::regrole",
                                DSL.inline("\"" + root + "\""))
                        .fetch())
                .isEmpty();
    }

    private void lives() {
        TenantId acme = TenantId.of("acme");
        Tenants tenants = Tenants.builder(login(owner, owner))
                .layout(layout)
                .appLogin(app)
                .build();
        assertThat(tenants.provision(acme).status()).isEqualTo(TenantStatus.ACTIVE);
        assertThat(tenants.doctor().toString()).isEqualTo("The tenants are healthy: nothing found.");
        Tenancy tenancy = Tenancy.builder(login(app, app)).layout(layout).build();
        assertThat(tenancy.verifyIsolation().toString()).isEqualTo("Tenants are isolated: nothing found.");
        int count = tenancy.inTransaction(acme, dsl -> dsl.fetchCount(DSL.table(DSL.name("tenant", "items"))));
        assertThat(count).isZero();
        tenants.suspend(acme);
        tenants.deprovision(acme);
    }

    private DatabaseSetup setup() {
        return DatabaseSetup.of(layout, name, owner, app);
    }

    private PGSimpleDataSource administrator() {
        PGSimpleDataSource administrator = postgres.superuserDataSource();
        administrator.setDatabaseName(name);
        return administrator;
    }

    private PGSimpleDataSource login(String user, String password) {
        PGSimpleDataSource login = administrator();
        login.setUser(user);
        login.setPassword(password);
        return login;
    }
}
