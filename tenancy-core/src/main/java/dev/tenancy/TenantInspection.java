package dev.tenancy;

import static dev.tenancy.IsolationCheck.Kind.FUNCTION_REACHES_OUT;
import static dev.tenancy.IsolationCheck.Kind.TEMPLATE_SCHEMA_EXISTS;
import static dev.tenancy.IsolationCheck.Kind.TENANT_RIGHTS;
import static dev.tenancy.IsolationCheck.Kind.TENANT_ROLE;
import static dev.tenancy.IsolationCheck.Kind.VIEW_REACHES_OUT;

import dev.tenancy.IsolationCheck.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;

/** What is wrong with tenants' schemas and roles. */
final class TenantInspection {

    private final SchemasFound found;
    private final TenantLayout layout;
    private final DSLContext catalog;
    private final Login login;
    private final List<Finding> findings = new ArrayList<>();

    TenantInspection(SchemasFound found, DSLContext catalog, Login login) {
        this.found = found;
        this.layout = found.layout();
        this.catalog = catalog;
        this.login = login;
    }

    List<Finding> findings() {
        template();
        catalog.fetch(InspectionQueries.VIEWS_ACROSS_SCHEMAS).forEach(this::view);
        catalog.fetch(InspectionQueries.DEFINER_FUNCTIONS).forEach(this::definer);
        catalog.fetch(InspectionQueries.GRANTEES).forEach(this::grantee);
        if (layout.isolation() == Isolation.ROLE) {
            roles();
        }
        return findings;
    }

    private void template() {
        if (found.exists(layout.templateSchema())) {
            findings.add(new Finding(
                    TEMPLATE_SCHEMA_EXISTS,
                    "The template schema " + CatalogQueries.name(layout.templateSchema())
                            + " exists, so a name that was not mapped reads rows instead of failing.",
                    "drop it, or rename it and generate jOOQ code elsewhere: ALTER SCHEMA "
                            + CatalogQueries.name(layout.templateSchema()) + " RENAME TO <another name>;"));
        }
    }

    /** A view that reads a tenant from outside of it, wherever it stands. */
    private void view(Record row) {
        String target = row.get("target_schema", String.class);
        if (layout.tenantOf(target).isPresent()) {
            String view = CatalogQueries.name(row.get("schema", String.class), row.get("view", String.class));
            boolean materialized = row.get("materialized", Boolean.class);
            findings.add(new Finding(
                    VIEW_REACHES_OUT,
                    "View " + view + " reads " + CatalogQueries.name(target, row.get("target", String.class))
                            + " of tenant '" + layout.tenantOf(target).get() + "' as its owner, whoever asks.",
                    materialized
                            ? "DROP MATERIALIZED VIEW " + view + ";"
                            : "ALTER VIEW " + view + " SET (security_invoker = true);"));
        }
    }

    private void definer(Record row) {
        String schema = row.get("schema", String.class);
        if (layout.tenantOf(schema).isPresent() || schema.equals(layout.sharedSchema())) {
            String function = row.get("function", String.class);
            findings.add(new Finding(
                    FUNCTION_REACHES_OUT,
                    "Function " + function + " is SECURITY DEFINER: it runs as its owner, who can reach every tenant.",
                    "ALTER ROUTINE " + function + " SECURITY INVOKER;"));
        }
    }

    private void grantee(Record row) {
        String schema = row.get("schema", String.class);
        Optional<TenantId> tenant = layout.tenantOf(schema);
        String grantee = row.get("grantee", String.class);
        boolean everybody = row.get("everybody", Boolean.class);
        boolean ofTenancy = everybody
                || row.get("reachable", Boolean.class)
                || grantee.equals(layout.groupRole())
                || found.isTenantRole(grantee);
        if (tenant.isPresent() && ofTenancy && !grantee.equals(rightful(tenant.get()))) {
            String to = everybody ? "PUBLIC" : CatalogQueries.name(grantee);
            String from = CatalogQueries.name(schema);
            findings.add(new Finding(
                    TENANT_RIGHTS,
                    to + " has rights on schema " + from + " of tenant '" + tenant.get() + "' or on tables in it.",
                    "REVOKE ALL ON SCHEMA " + from + " FROM " + to + "; REVOKE ALL ON ALL TABLES IN SCHEMA " + from
                            + " FROM " + to + "; REVOKE ALL ON ALL SEQUENCES IN SCHEMA " + from + " FROM " + to + ";"));
        }
    }

    private String rightful(TenantId tenant) {
        return layout.isolation() == Isolation.ROLE ? layout.roleOf(tenant) : login.name();
    }

    private void roles() {
        String rolePrefix = layout.rolePrefix();
        catalog.fetch(InspectionQueries.ROLE_ATTRIBUTES, rolePrefix).getValues("role", String.class).stream()
                .filter(this::isOurs)
                .forEach(this::powerful);
        for (Record row : catalog.fetch(InspectionQueries.ROLE_MEMBERSHIPS, rolePrefix)) {
            membership(row.get("member", String.class), row.get("granted", String.class));
        }
    }

    /** The prefix alone says little: a login may share it. */
    private boolean isOurs(String role) {
        return found.isTenantRole(role) || role.equals(layout.groupRole());
    }

    private void powerful(String name) {
        String role = CatalogQueries.name(name);
        findings.add(new Finding(
                TENANT_ROLE,
                "Role " + role + " is SUPERUSER, or has BYPASSRLS, CREATEROLE, CREATEDB or REPLICATION.",
                "ALTER ROLE " + role + " NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION;"));
    }

    private void membership(String member, String granted) {
        if (isOurs(member) && !granted.equals(layout.groupRole())) {
            findings.add(new Finding(
                    TENANT_ROLE,
                    "Role " + CatalogQueries.name(member) + " has the rights of role " + CatalogQueries.name(granted)
                            + " as well.",
                    "REVOKE " + CatalogQueries.name(granted) + " FROM " + CatalogQueries.name(member) + ";"));
        }
    }
}
