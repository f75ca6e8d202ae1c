package dev.tenancy.flyway;

import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.val;

import dev.tenancy.TenantLayout;
import dev.tenancy.flyway.MissingRightException.MissingRight;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.QueryPart;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** What the owner login must be allowed to do, and the SQL that gives what it lacks. */
final class OwnerRights {

    private final DSLContext dsl;
    private final TenantLayout layout;
    private final Roles roles;
    private final List<MissingRight> missing = new ArrayList<>();

    private OwnerRights(DSLContext dsl, TenantLayout layout, Roles roles) {
        this.dsl = dsl;
        this.layout = layout;
        this.roles = roles;
    }

    static List<MissingRight> missing(DSLContext dsl, TenantLayout layout, Roles roles) {
        OwnerRights rights = new OwnerRights(dsl, layout, roles);
        rights.look();
        return rights.missing;
    }

    static void require(DSLContext dsl, TenantLayout layout, Roles roles) {
        List<MissingRight> missing = missing(dsl, layout, roles);
        if (!missing.isEmpty()) {
            throw new MissingRightException(current(dsl, "current_user"), missing);
        }
    }

    private void look() {
        String login = current(dsl, "current_user");
        String database = current(dsl, "current_database()");
        if (!holds("select exists (select from pg_roles where rolname = {0})", roles.appLogin())) {
            add("the app login", "create role {0} login noinherit;", name(roles.appLogin()));
        }
        if (holds("select rolsuper from pg_roles where rolname = {0}", login)) {
            return;
        }
        if (!holds("select has_database_privilege({0}, 'create')", database)) {
            add("makes schemas", "alter database {0} owner to {1};", name(database), name(login));
        }
        lookAtSharedSchema(login);
        if (roles.used()) {
            lookAtRoles(login);
        }
    }

    private void lookAtSharedSchema(String login) {
        String schema = layout.sharedSchema();
        boolean exists = holds("select exists (select from pg_namespace where nspname = {0})", schema);
        if (exists
                && !holds(
                        "select has_schema_privilege({0}, 'create') and has_schema_privilege({0}, 'usage')", schema)) {
            add("makes the registry", "grant usage, create on schema {0} to {1};", name(schema), name(login));
        }
        if (exists && holds("""
                select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                  where n.nspname = {0} and c.relname = 'tenants' and not pg_has_role(c.relowner, 'usage'))
                """, schema)) {
            add("changes the registry", "alter table {0} owner to {1};", name(schema, "tenants"), name(login));
        }
    }

    private void lookAtRoles(String login) {
        if (!holds("select rolcreaterole from pg_roles where rolname = {0}", login)) {
            add("makes tenants' roles", "alter role {0} createrole;", name(login));
            return;
        }
        String group = layout.groupRole();
        boolean administered = !roles.exists(dsl, group)
                || Roles.serverVersion(dsl) < 160000
                || holds("select pg_has_role({0}, 'usage with admin option')", group);
        if (!administered) {
            add("puts tenants' roles into the group", "grant {0} to {1} with admin option;", name(group), name(login));
        }
    }

    private void add(String need, String grant, QueryPart... names) {
        missing.add(new MissingRight(need, DSL.using(SQLDialect.POSTGRES).render(DSL.sql(grant, names))));
    }

    private boolean holds(String query, String bind) {
        return Boolean.TRUE.equals(dsl.fetchValue(query, val(bind)));
    }

    private static String current(DSLContext dsl, String what) {
        return dsl.fetchSingle("select " + what + "::text").get(0, String.class);
    }
}
