package dev.tenancy.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.util.PSQLException;

class PostgresExtensionTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.builder()
            .shared("create table plans (name text primary key); insert into plans values ('free')")
            .migration("create table items (id int primary key, name text);"
                    + "create sequence numbers;"
                    + "insert into \"${flyway:defaultSchema}\".items values (1, '${flyway:defaultSchema}')")
            .tenants("acme", "globex-eu")
            .build();

    @Test
    void app_login_may_log_in_and_nothing_else() throws SQLException {
        assertThat(row(
                        postgres.superuserDataSource(),
                        "select rolsuper, rolcreaterole, rolcreatedb, rolinherit, rolbypassrls, rolreplication, rolcanlogin"
                                + " from pg_roles where rolname = '"
                                + postgres.appDataSource().getUser() + "'"))
                .containsExactly("f", "f", "f", "f", "f", "f", "t");
        assertThat(row(
                        postgres.appDataSource(),
                        "select has_database_privilege(current_database(), 'create'),"
                                + " has_database_privilege(current_database(), 'temp'),"
                                + " has_schema_privilege('public', 'create')"))
                .containsExactly("f", "f", "f");
    }

    @Test
    void app_login_has_an_empty_search_path() throws SQLException {
        assertThat(row(postgres.appDataSource(), "select current_schemas(false)"))
                .containsExactly("{}");
    }

    @Test
    void owner_login_is_no_superuser_and_owns_the_database() throws SQLException {
        assertThat(row(
                        postgres.ownerDataSource(),
                        "select r.rolsuper, r.rolcreaterole, d.datdba = r.oid from pg_roles r, pg_database d"
                                + " where r.rolname = current_user and d.datname = current_database()"))
                .containsExactly("f", "t", "t");
    }

    @Test
    void app_login_reads_nothing_of_a_tenant_without_its_role() {
        assertThatThrownBy(() -> row(postgres.appDataSource(), "select name from tenant_acme.items"))
                .isInstanceOfSatisfying(
                        PSQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
    }

    @Test
    void tenants_role_reads_and_writes_its_own_tables() throws SQLException {
        assertThat(asTenant("acme", "select name from tenant_acme.items")).containsExactly("tenant_acme");
        assertThat(asTenant("acme", "insert into tenant_acme.items values (2, 'b') returning name"))
                .containsExactly("b");
        assertThat(asTenant("acme", "update tenant_acme.items set name = 'c' where id = 1 returning name"))
                .containsExactly("c");
        assertThat(asTenant("acme", "delete from tenant_acme.items returning id"))
                .containsExactly("1");
        assertThat(asTenant("acme", "select nextval('tenant_acme.numbers')")).containsExactly("1");
    }

    @Test
    void tenants_role_reads_shared_tables_and_cannot_write_them() throws SQLException {
        assertThat(asTenant("globex-eu", "select name from public.plans")).containsExactly("free");
        assertThatThrownBy(() -> asTenant("acme", "delete from public.plans returning name"))
                .hasMessageContaining("permission denied for table plans");
    }

    @Test
    void tenants_role_is_refused_by_another_tenants_tables() {
        assertThatThrownBy(() -> asTenant("acme", "select name from \"tenant_globex-eu\".items"))
                .isInstanceOfSatisfying(
                        PSQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
    }

    @Test
    void tenants_role_is_refused_truncate_and_ddl() {
        assertThatThrownBy(() -> asTenant("acme", "truncate tenant_acme.items"))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> asTenant("acme", "create table tenant_acme.more ()"))
                .hasMessageContaining("permission denied");
    }

    @Test
    void tenant_is_made_with_the_migrations_and_its_own_scripts() throws SQLException {
        postgres.createTenant(TenantId.of("initech"), "insert into items values (7, 'own?{}')");
        assertThat(asTenant("initech", "select name from tenant_initech.items where id = 7"))
                .containsExactly("own?{}");
    }

    @Test
    void failed_script_leaves_nothing_of_the_tenant() throws SQLException {
        assertThatThrownBy(() -> postgres.createTenant(TenantId.of("broken"), "select * from nowhere"))
                .hasMessageContaining("relation \"nowhere\" does not exist");
        assertThat(row(
                        postgres.ownerDataSource(),
                        "select to_regnamespace('tenant_broken') is null, to_regrole('"
                                + postgres.layout().roleOf(TenantId.of("broken")) + "') is null"))
                .containsExactly("t", "t");
    }

    @Test
    void script_may_not_reach_another_schema_by_an_unqualified_name() {
        assertThatThrownBy(() -> postgres.createTenant(TenantId.of("stray"), "alter table plans add column x int"))
                .hasMessageContaining("relation \"plans\" does not exist");
    }

    @Test
    void database_is_as_the_self_check_wants_it() {
        assertThat(Tenancy.builder(postgres.appDataSource())
                        .layout(postgres.layout())
                        .build()
                        .verifyIsolation())
                .hasToString("Tenants are isolated: nothing found.");
    }

    @Test
    void missing_resource_is_refused_by_its_name() {
        assertThatThrownBy(() -> PostgresExtension.builder().migrationResource("db/none.sql"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("No resource 'db/none.sql' on the class path of the tests.");
    }

    @Test
    void layout_keeps_all_but_the_role_prefix() {
        assertThat(postgres.layout().schemaOf(TenantId.of("acme"))).hasToString("tenant_acme");
        assertThat(postgres.layout().groupRole()).startsWith("tt_").hasSize(21);
    }

    @Test
    void major_is_the_one_that_was_asked_for() {
        assertThat(postgres.major()).hasToString(System.getProperty("postgres.version"));
    }

    private static List<String> asTenant(String tenant, String sql) throws SQLException {
        return row(postgres.appDataSource(), "set role \"" + postgres.layout().roleOf(TenantId.of(tenant)) + "\"", sql);
    }

    /** The first row of the last statement; rolled back. */
    private static List<String> row(DataSource dataSource, String... sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            List<String> row = new ArrayList<>();
            for (String one : sql) {
                if (statement.execute(one)) {
                    ResultSet result = statement.getResultSet();
                    result.next();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        row.add(result.getString(i));
                    }
                }
            }
            return row;
        }
    }
}
