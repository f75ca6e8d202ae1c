package dev.tenancy;

import static dev.tenancy.IsolationCheck.Kind.LOGIN_INHERITS;
import static dev.tenancy.IsolationCheck.Kind.LOGIN_MAY_CREATE;
import static dev.tenancy.IsolationCheck.Kind.LOGIN_OWNS;
import static dev.tenancy.IsolationCheck.Kind.LOGIN_RIGHTS;
import static dev.tenancy.IsolationCheck.Kind.LOGIN_TOO_POWERFUL;
import static dev.tenancy.IsolationCheck.Kind.SEARCH_PATH;

import dev.tenancy.IsolationCheck.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Record;

/** What is wrong with the app login. */
final class LoginInspection {

    private static final Set<String> POWERFUL = Set.of(
            "pg_read_all_data",
            "pg_write_all_data",
            "pg_read_server_files",
            "pg_write_server_files",
            "pg_execute_server_program",
            "pg_maintain",
            "pg_database_owner");

    private final SchemasFound found;
    private final DSLContext catalog;
    private final Login login;
    private final List<Finding> findings = new ArrayList<>();

    LoginInspection(SchemasFound found, DSLContext catalog, Login login) {
        this.found = found;
        this.catalog = catalog;
        this.login = login;
    }

    List<Finding> findings() {
        attributes();
        memberships();
        owned();
        creatable();
        writable();
        searchPath();
        return findings;
    }

    private void attributes() {
        if (login.bypassesRowSecurity()) {
            findings.add(new Finding(
                    LOGIN_TOO_POWERFUL,
                    "Login " + login.quoted() + " has BYPASSRLS.",
                    "ALTER ROLE " + login.quoted() + " NOBYPASSRLS;"));
        }
        if (login.creates()) {
            findings.add(new Finding(
                    LOGIN_TOO_POWERFUL,
                    "Login " + login.quoted() + " has CREATEROLE, CREATEDB or REPLICATION.",
                    "ALTER ROLE " + login.quoted() + " NOCREATEROLE NOCREATEDB NOREPLICATION;"));
        }
    }

    private void memberships() {
        List<String> inheritedTenants = new ArrayList<>();
        for (Record row : catalog.fetch(InspectionQueries.MEMBERSHIPS)) {
            String role = row.get("role", String.class);
            boolean inherited = row.get("inherited", Boolean.class);
            boolean tenants = found.isTenantRole(role);
            boolean strong = row.get("powerful", Boolean.class)
                    || POWERFUL.contains(role)
                    || (row.get("owner", Boolean.class) && !tenants);
            if (inherited && tenants) {
                inheritedTenants.add(role);
            } else if (strong) {
                findings.add(new Finding(
                        LOGIN_INHERITS,
                        "Login " + login.quoted() + (inherited ? " has the rights of" : " may take the role") + " "
                                + CatalogQueries.name(role) + ", which is more than a tenant's.",
                        "REVOKE " + CatalogQueries.name(role) + " FROM " + login.quoted() + ";"));
            }
        }
        if (!inheritedTenants.isEmpty()) {
            findings.add(inherits(inheritedTenants));
        }
    }

    private Finding inherits(List<String> roles) {
        String first = CatalogQueries.name(roles.get(0));
        return new Finding(
                LOGIN_INHERITS,
                "Login " + login.quoted() + " has the rights of " + roles.size() + " tenant roles without taking them: "
                        + some(roles) + ".",
                login.inheritsByMembership()
                        ? "for each: REVOKE INHERIT OPTION FOR " + first + " FROM " + login.quoted() + ";"
                        : "ALTER ROLE " + login.quoted() + " NOINHERIT;");
    }

    private void owned() {
        List<String> owned = catalog.fetch(InspectionQueries.OWNED).getValues("owned", String.class);
        if (!owned.isEmpty()) {
            findings.add(new Finding(
                    LOGIN_OWNS,
                    "Login " + login.quoted() + " owns " + some(owned)
                            + ", and an owner's rights cannot be taken away.",
                    "REASSIGN OWNED BY " + login.quoted() + " TO <owner login>;"));
        }
    }

    private void creatable() {
        String database = CatalogQueries.name(login.database());
        if (login.mayCreate()) {
            mayCreate("create schemas in database " + database, "CREATE ON DATABASE " + database);
        }
        if (login.mayUseTemp()) {
            mayCreate("create temporary tables, which can shadow others", "TEMPORARY ON DATABASE " + database);
        }
        for (String schema : catalog.fetch(InspectionQueries.CREATABLE_SCHEMAS).getValues("schema", String.class)) {
            mayCreate("create objects in schema " + schema, "CREATE ON SCHEMA " + schema);
        }
    }

    private void mayCreate(String what, String right) {
        findings.add(new Finding(
                LOGIN_MAY_CREATE,
                "Login " + login.quoted() + " may " + what + ".",
                "REVOKE " + right + " FROM PUBLIC, " + login.quoted() + ";"));
    }

    private void writable() {
        for (String relation : catalog.fetch(
                        InspectionQueries.WRITABLE, found.layout().sharedSchema())
                .getValues("relation", String.class)) {
            findings.add(new Finding(
                    LOGIN_RIGHTS,
                    "Login " + login.quoted() + " may write to " + relation + ", which all tenants share.",
                    "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON " + relation + " FROM PUBLIC, " + login.quoted()
                            + ";"));
        }
    }

    private void searchPath() {
        List<String> searched = catalog.fetch(InspectionQueries.SEARCHED).getValues("schema", String.class);
        if (!searched.isEmpty()) {
            findings.add(new Finding(
                    SEARCH_PATH,
                    "The search_path of login " + login.quoted() + " has relations in " + some(searched)
                            + ", so a name without a schema reads rows instead of failing.",
                    "ALTER ROLE " + login.quoted() + " SET search_path = ''; then renew the pool's connections"));
        }
    }

    private static String some(List<String> names) {
        int shown = Math.min(names.size(), 5);
        return String.join(", ", names.subList(0, shown)) + (names.size() > shown ? ", …" : "");
    }
}
