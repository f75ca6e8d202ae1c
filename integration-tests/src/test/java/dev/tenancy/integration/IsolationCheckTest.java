package dev.tenancy.integration;

import static dev.tenancy.IsolationCheck.Kind.FUNCTION_REACHES_OUT;
import static dev.tenancy.IsolationCheck.Kind.LOGIN_INHERITS;
import static dev.tenancy.IsolationCheck.Kind.LOGIN_MAY_CREATE;
import static dev.tenancy.IsolationCheck.Kind.LOGIN_OWNS;
import static dev.tenancy.IsolationCheck.Kind.LOGIN_RIGHTS;
import static dev.tenancy.IsolationCheck.Kind.LOGIN_TOO_POWERFUL;
import static dev.tenancy.IsolationCheck.Kind.SEARCH_PATH;
import static dev.tenancy.IsolationCheck.Kind.TEMPLATE_SCHEMA_EXISTS;
import static dev.tenancy.IsolationCheck.Kind.TENANT_RIGHTS;
import static dev.tenancy.IsolationCheck.Kind.TENANT_ROLE;
import static dev.tenancy.IsolationCheck.Kind.VIEW_REACHES_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.IsolationCheck;
import dev.tenancy.IsolationCheck.Finding;
import dev.tenancy.IsolationCheck.Kind;
import dev.tenancy.IsolationException;
import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.test.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Cases 073 and 074 of the catalogue: one weakness at a time is made in a healthy database; the check finds it and nothing
 * else, and the mend that it names makes the database healthy again.
 */
class IsolationCheckTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.builder()
            .shared("create table countries (code text primary key)")
            .migrationResource("db/tenant/V1__items.sql")
            .migration("create sequence numbers; create view own as select id from items;"
                    + " create view own_invoker with (security_invoker) as select id from items")
            .tenants("acme", "globex")
            .build();

    private static final TenantId ACME = TenantId.of("acme");
    private static final TenantId GLOBEX = TenantId.of("globex");

    private final String login = quoted(postgres.appDataSource().getUser());
    private final String owner = quoted(postgres.ownerDataSource().getUser());
    private final String database = quoted(postgres.appDataSource().getDatabaseName());
    private final String acme = quoted(postgres.layout().roleOf(ACME));
    private final String globex = quoted(postgres.layout().roleOf(GLOBEX));
    private final String group = quoted(postgres.layout().groupRole());

    @AfterEach
    void nothing_is_found_after() {
        healthy();
    }

    @Test
    void a_healthy_database_gives_no_finding() {
        assertThat(check()).hasToString("Tenants are isolated: nothing found.");
        check().orThrow();
        assertThat(check(postgres.appDataSource(), postgres.layout()).findings())
                .isEmpty();
    }

    @Test
    void case_074_a_superuser_is_found() {
        String superuser = quoted(postgres.superuserDataSource().getUser());
        IsolationCheck found = check(postgres.superuserDataSource(), postgres.layout());
        assertThat(found.findings().get(0).kind()).isEqualTo(LOGIN_TOO_POWERFUL);
        assertThat(found.findings().get(0).problem())
                .isEqualTo("Login " + superuser + " is a superuser: no role, right or row security stops it.");

        superuser("alter role " + login + " superuser");
        mend(LOGIN_TOO_POWERFUL, "Login " + login + " is a superuser: no role, right or row security stops it.");
    }

    @Test
    void case_074_bypassrls_is_found() {
        superuser("alter role " + login + " bypassrls");
        mend(LOGIN_TOO_POWERFUL, "Login " + login + " has BYPASSRLS.");
    }

    @Test
    void case_074_createrole_createdb_and_replication_are_found() {
        for (String attribute : List.of("createrole", "createdb", "replication")) {
            superuser("alter role " + login + " " + attribute);
            mend(LOGIN_TOO_POWERFUL, "Login " + login + " has CREATEROLE, CREATEDB or REPLICATION.");
        }
    }

    @Test
    void case_074_inherited_tenant_roles_are_found() {
        if (postgres.major() >= 16) {
            superuser("grant " + acme + " to " + login + " with inherit true granted by " + owner);
            mend(
                    LOGIN_INHERITS,
                    "Login " + login + " has the rights of 1 tenant roles without taking them: "
                            + postgres.layout().roleOf(ACME) + ".");
        } else {
            superuser("alter role " + login + " inherit");
            mend(
                    LOGIN_INHERITS,
                    "Login " + login + " has the rights of 2 tenant roles without taking them: "
                            + postgres.layout().roleOf(ACME) + ", "
                            + postgres.layout().roleOf(GLOBEX) + ".");
        }
    }

    @Test
    void case_074_membership_of_the_owner_or_of_a_powerful_role_is_found() {
        String landlord = quoted(postgres.layout().groupRole() + "_landlord");
        superuser("create role " + landlord, "create schema land authorization " + landlord);
        superuser("grant " + landlord + " to " + login);
        mend(LOGIN_INHERITS, "Login " + login + " may take the role " + landlord + ", which is more than a tenant's.");
        superuser("drop schema land", "drop role " + landlord);

        for (String powerful : List.of("pg_read_all_data", "pg_write_all_data", "pg_execute_server_program")) {
            superuser("grant " + powerful + " to " + login);
            mend(
                    LOGIN_INHERITS,
                    "Login " + login + " may take the role " + quoted(powerful) + ", which is more than a tenant's.");
        }
    }

    @Test
    void case_074_ownership_is_found() {
        superuser("create schema adopted; alter schema adopted owner to " + login);
        assertThat(kinds()).containsOnly(LOGIN_OWNS, LOGIN_MAY_CREATE);
        superuser(sqlOf(check().findings().get(0)));
        assertThat(kinds()).isEmpty();
        superuser("drop schema adopted");

        for (String thing : List.of(
                "table tenant_acme.owned (a int)",
                "view tenant_acme.owned as select 1 as a",
                "sequence tenant_acme.owned",
                "function tenant_acme.owned() returns int language sql as 'select 1'",
                "type tenant_acme.owned as enum ('a')",
                "domain tenant_acme.owned as text")) {
            String kind = thing.substring(0, thing.indexOf(' '));
            String name = kind + " tenant_acme.owned" + (kind.equals("function") ? "()" : "");
            superuser("create " + thing + "; alter " + name + " owner to " + login);
            String shown =
                    switch (kind) {
                        case "function" -> "routine tenant_acme.owned()";
                        case "domain" -> "type tenant_acme.owned";
                        case "view", "sequence" -> "table tenant_acme.owned";
                        default -> kind + " tenant_acme.owned";
                    };
            mend(LOGIN_OWNS, "Login " + login + " owns " + shown + ", and an owner's rights cannot be taken away.");
            superuser("drop " + name);
        }
    }

    @Test
    void case_074_create_and_temp_on_the_database_are_found() {
        superuser("grant create on database " + database + " to " + login);
        mend(LOGIN_MAY_CREATE, "Login " + login + " may create schemas in database " + database + ".");
        superuser("grant temporary on database " + database + " to public");
        mend(LOGIN_MAY_CREATE, "Login " + login + " may create temporary tables, which can shadow others.");
        superuser("grant temporary on database " + database + " to " + login);
        mend(LOGIN_MAY_CREATE, "Login " + login + " may create temporary tables, which can shadow others.");
    }

    @Test
    void case_074_create_in_a_schema_is_found() {
        superuser("grant create on schema public to public");
        mend(LOGIN_MAY_CREATE, "Login " + login + " may create objects in schema public.");
        superuser("create schema \"Odd\"\"one\"; grant create on schema \"Odd\"\"one\" to " + login);
        mend(LOGIN_MAY_CREATE, "Login " + login + " may create objects in schema \"Odd\"\"one\".");
        superuser("drop schema \"Odd\"\"one\"");
    }

    @Test
    void case_074_writing_to_shared_tables_is_found() {
        for (String right : List.of("insert", "update", "delete", "truncate", "update (code)", "insert (code)")) {
            for (String who : List.of("public", login)) {
                postgres.execute("grant " + right + " on public.countries to " + who);
                mend(LOGIN_RIGHTS, "Login " + login + " may write to public.countries, which all tenants share.");
            }
        }
    }

    @Test
    void reading_shared_tables_and_an_extensions_own_are_no_finding() {
        superuser("grant select on public.countries to public", "create extension pg_stat_statements");
        try {
            superuser("grant all on public.pg_stat_statements to public");
            healthy();
        } finally {
            superuser("revoke select on public.countries from public", "drop extension pg_stat_statements");
        }
    }

    @Test
    void case_074_a_search_path_with_relations_is_found() {
        superuser("alter role " + login + " set search_path = public");
        mend(
                SEARCH_PATH,
                "The search_path of login " + login + " has relations in public, so a name without a schema reads rows"
                        + " instead of failing.");
        superuser("alter role " + login + " set search_path = tenant_acme, public");
        mend(
                SEARCH_PATH,
                "The search_path of login " + login
                        + " has relations in public, tenant_acme, so a name without a schema"
                        + " reads rows instead of failing.");
    }

    @Test
    void case_074_a_search_path_that_follows_the_role_is_found() {
        // the role of a tenant may be called as its schema is
        superuser("create role \"tenant_globex\"; grant \"tenant_globex\" to " + login);
        superuser("alter role " + login + " set search_path = \"$user\"");
        mend(
                SEARCH_PATH,
                "The search_path of login " + login
                        + " has relations in tenant_globex, so a name without a schema reads rows"
                        + " instead of failing.");
        superuser("drop role \"tenant_globex\"");
    }

    @Test
    void a_search_path_with_extensions_alone_is_no_finding() {
        superuser(
                "create schema extensions",
                "create extension pg_stat_statements schema extensions",
                "grant usage on schema extensions to public",
                "alter role " + login + " set search_path = extensions");
        try {
            healthy();
        } finally {
            superuser("drop schema extensions cascade", "alter role " + login + " set search_path = ''");
        }
    }

    @Test
    void case_074_a_template_schema_is_found() {
        postgres.execute("create schema tenant");
        mend(
                TEMPLATE_SCHEMA_EXISTS,
                "The template schema \"tenant\" exists, so a name that was not mapped reads rows instead of failing.");
        postgres.execute("drop schema mended");
    }

    @Test
    void case_073_a_plain_view_that_reads_another_tenant_is_found() {
        postgres.execute("create view tenant_acme.others as select id from tenant_globex.items");
        mend(
                VIEW_REACHES_OUT,
                "View \"tenant_acme\".\"others\" reads \"tenant_globex\".\"items\" of tenant 'globex' as its"
                        + " owner, whoever asks.");
        postgres.execute("drop view tenant_acme.others");
    }

    @Test
    void case_073_a_plain_view_outside_of_tenants_is_found() {
        postgres.execute("create view public.everybodys as select id from tenant_globex.items");
        mend(
                VIEW_REACHES_OUT,
                "View \"public\".\"everybodys\" reads \"tenant_globex\".\"items\" of tenant 'globex' as its"
                        + " owner, whoever asks.");
        postgres.execute("drop view public.everybodys");
    }

    @Test
    void case_073_a_materialized_view_is_found_and_dropped() {
        postgres.execute("create materialized view tenant_acme.kept as select id from tenant_globex.items");
        mend(
                VIEW_REACHES_OUT,
                "View \"tenant_acme\".\"kept\" reads \"tenant_globex\".\"items\" of tenant 'globex' as its"
                        + " owner, whoever asks.");
    }

    @Test
    void case_073_a_security_invoker_view_is_no_finding() {
        for (String option : List.of("security_invoker", "security_invoker = on", "security_invoker = 1")) {
            postgres.execute(
                    "create view tenant_acme.invoker with (" + option + ") as select id from tenant_globex.items");
            healthy();
            postgres.execute("drop view tenant_acme.invoker");
        }
        postgres.execute(
                "create view tenant_acme.invoker with (security_invoker = false) as select id from tenant_globex.items");
        assertThat(kinds()).containsExactly(VIEW_REACHES_OUT);
        postgres.execute("drop view tenant_acme.invoker");
    }

    @Test
    void case_073_a_security_definer_function_is_found() {
        for (String schema : List.of("tenant_acme", "public")) {
            postgres.execute("create function " + schema
                    + ".definer(a int, \"B\" text) returns int language sql security definer as 'select 1'");
            mend(
                    FUNCTION_REACHES_OUT,
                    "Function " + schema
                            + ".definer(integer,text) is SECURITY DEFINER: it runs as its owner, who can reach"
                            + " every tenant.");
            postgres.execute("drop function " + schema + ".definer");
            postgres.execute("create procedure " + schema + ".definer() language sql security definer as 'select 1'");
            mend(
                    FUNCTION_REACHES_OUT,
                    "Function " + schema
                            + ".definer() is SECURITY DEFINER: it runs as its owner, who can reach every tenant.");
            postgres.execute("drop procedure " + schema + ".definer");
        }
    }

    @Test
    void case_074_rights_of_everybody_in_a_tenant_are_found() {
        for (String grant : List.of(
                "usage on schema tenant_acme",
                "create on schema tenant_acme",
                "select on tenant_acme.items",
                "select (name) on tenant_acme.items",
                "select on tenant_acme.own",
                "usage on sequence tenant_acme.numbers")) {
            postgres.execute("grant " + grant + " to public");
            if (grant.startsWith("create")) {
                assertThat(kinds()).containsExactlyInAnyOrder(LOGIN_MAY_CREATE, TENANT_RIGHTS);
                postgres.execute("revoke " + grant + " from public");
            } else {
                mend(TENANT_RIGHTS, "PUBLIC has rights on schema \"tenant_acme\" of tenant 'acme' or on tables in it.");
            }
        }
    }

    @Test
    void case_074_rights_of_another_tenant_the_group_or_the_login_are_found() {
        for (String who : List.of(globex, group, login)) {
            for (String grant : List.of(
                    "usage on schema tenant_acme",
                    "delete on tenant_acme.items",
                    "update (name) on tenant_acme.items")) {
                postgres.execute("grant " + grant + " to " + who);
                mend(TENANT_RIGHTS, who + " has rights on schema \"tenant_acme\" of tenant 'acme' or on tables in it.");
            }
        }
    }

    @Test
    void case_074_a_tenants_role_with_attributes_is_found() {
        for (String attribute : List.of("superuser", "bypassrls", "createrole", "createdb", "replication")) {
            superuser("alter role " + acme + " " + attribute);
            assertThat(check().findings())
                    .filteredOn(finding -> finding.kind() == TENANT_ROLE)
                    .extracting(Finding::problem)
                    .containsExactly(
                            "Role " + acme + " is SUPERUSER, or has BYPASSRLS, CREATEROLE, CREATEDB or REPLICATION.");
            check().findings().stream()
                    .filter(finding -> finding.kind() == TENANT_ROLE)
                    .forEach(finding -> superuser(sqlOf(finding)));
            assertThat(kinds()).as(attribute).isEmpty();
        }
        superuser("alter role " + group + " bypassrls");
        assertThat(kinds()).contains(TENANT_ROLE);
        superuser("alter role " + group + " nobypassrls");
    }

    @Test
    void case_074_a_tenants_role_with_another_ones_rights_is_found() {
        superuser("grant " + globex + " to " + acme);
        mend(TENANT_ROLE, "Role " + acme + " has the rights of role " + globex + " as well.");
        superuser("grant pg_read_all_data to " + group);
        assertThat(check().findings())
                .extracting(Finding::problem)
                .contains("Role " + group + " has the rights of role \"pg_read_all_data\" as well.");
        superuser("revoke pg_read_all_data from " + group);
    }

    @Test
    void or_throw_names_every_finding_with_its_mend() {
        superuser("alter role " + login + " createdb", "create schema tenant");
        assertThatThrownBy(() -> check().orThrow())
                .isInstanceOfSatisfying(
                        IsolationException.class,
                        e -> assertThat(e.check().findings()).hasSize(2))
                .hasMessage("Tenants are not isolated as promised (2 found):\n"
                        + "- Login " + login + " has CREATEROLE, CREATEDB or REPLICATION.\n"
                        + "  mend: ALTER ROLE " + login + " NOCREATEROLE NOCREATEDB NOREPLICATION;\n"
                        + "- The template schema \"tenant\" exists, so a name that was not mapped reads rows instead of"
                        + " failing.\n"
                        + "  mend: drop it, or rename it and generate jOOQ code elsewhere:"
                        + " ALTER SCHEMA \"tenant\" RENAME TO <another name>;");
        superuser("alter role " + login + " nocreatedb", "drop schema tenant");
    }

    @Test
    void several_databases_are_checked_by_a_tenant_in_each() {
        Tenancy several = Tenancy.builder(tenant -> postgres.appDataSource())
                .layout(postgres.layout())
                .build();
        assertThat(several.verifyIsolation(ACME).findings()).isEmpty();
        assertThatThrownBy(several::verifyIsolation)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "This Tenancy has several databases: name a tenant of the one to look at, verifyIsolation(tenant).");
    }

    @Test
    void logins_that_share_the_role_prefix_are_no_tenants_roles() {
        String prefix = postgres.layout().groupRole().replaceFirst("_shared$", "");
        String app = quoted(prefix + "app");
        String other = quoted(prefix + "owner");
        superuser(
                "create role " + app + " login noinherit password 'x'",
                "alter role " + app + " set search_path = ''",
                "grant connect on database " + database + " to " + app,
                "grant " + acme + " to " + app + (postgres.major() >= 16 ? " with inherit false, set true" : ""),
                "create role " + other + " login createrole createdb password 'x'",
                "grant " + owner + " to " + other);
        try {
            PGSimpleDataSource dataSource = postgres.appDataSource();
            dataSource.setUser(prefix + "app");
            dataSource.setPassword("x");
            assertThat(check(dataSource, postgres.layout()).findings()).isEmpty();
            healthy();
        } finally {
            superuser("drop owned by " + app, "drop role " + app, "drop role " + other);
        }
    }

    private void mend(Kind kind, String problem) {
        List<Finding> findings = check().findings();
        assertThat(findings).extracting(Finding::kind).containsExactly(kind);
        assertThat(findings.get(0).problem()).isEqualTo(problem);
        superuser(sqlOf(findings.get(0)));
        assertThat(check().findings()).as(findings.get(0).mend()).isEmpty();
    }

    /** The statements of a mend: those whose first word is in capitals, with the placeholders filled in. */
    private String sqlOf(Finding finding) {
        Matcher statements =
                Pattern.compile("\\b(?:ALTER|REVOKE|DROP|REASSIGN) [^;]*;").matcher(finding.mend());
        StringBuilder sql = new StringBuilder();
        while (statements.find()) {
            sql.append(statements.group());
        }
        assertThat(sql).as(finding.mend()).isNotEmpty();
        String text = sql.toString().replace("<owner login>", owner).replace("<another name>", "mended");
        // what the owner granted, the owner takes back
        return text.startsWith("REVOKE INHERIT") ? "SET ROLE " + owner + "; " + text : text;
    }

    private static List<Kind> kinds() {
        return check().findings().stream().map(Finding::kind).toList();
    }

    private static void healthy() {
        assertThat(check().findings()).isEmpty();
    }

    private static IsolationCheck check() {
        return check(postgres.appDataSource(), postgres.layout());
    }

    private static IsolationCheck check(DataSource dataSource, TenantLayout layout) {
        return Tenancy.builder(dataSource).layout(layout).build().verifyIsolation();
    }

    private static void superuser(String... texts) {
        try (Connection connection = postgres.superuserDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : texts) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage() + " in " + String.join("; ", texts), e);
        }
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }
}
