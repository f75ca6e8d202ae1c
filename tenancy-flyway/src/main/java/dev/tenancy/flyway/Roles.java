package dev.tenancy.flyway;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.sql;
import static org.jooq.impl.DSL.val;

import dev.tenancy.Isolation;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.SQL;

/**
 * The roles of tenants and the group that all of them inherit. Roles belong to the server, schemas to a database: a
 * comment on each role says which database it was made for.
 */
final class Roles {

    private static final int PER_GRANT = 160000;

    private final TenantLayout layout;
    private final String appLogin;
    private final boolean mayLogIn;

    Roles(TenantLayout layout, String appLogin, boolean mayLogIn) {
        this.layout = layout;
        this.appLogin = appLogin;
        this.mayLogIn = mayLogIn;
    }

    boolean used() {
        return layout.isolation() == Isolation.ROLE;
    }

    /** Who gets the rights on a tenant's schema. */
    String granteeOf(TenantId tenant) {
        return used() ? layout.roleOf(tenant) : appLogin;
    }

    /** Who gets the rights on shared tables. */
    String sharedGrantee() {
        return used() ? layout.groupRole() : appLogin;
    }

    String appLogin() {
        return appLogin;
    }

    boolean mayLogIn() {
        return mayLogIn;
    }

    boolean exists(DSLContext dsl, String role) {
        return find(dsl, role).isPresent();
    }

    boolean powerful(DSLContext dsl, String role) {
        return find(dsl, role)
                .filter(found -> found.get("powerful", Boolean.class))
                .isPresent();
    }

    /**
     * Makes the tenant's role, or goes on with one that was made for it.
     *
     * @return whether it was made now
     */
    boolean make(DSLContext dsl, TenantId tenant, boolean adopt) {
        String role = layout.roleOf(tenant);
        Optional<Record> found = find(dsl, role);
        if (found.isPresent()) {
            refuseForeign(dsl, role, found.get(), "tenant " + tenant.value(), adopt);
        } else {
            dsl.execute(creating(role));
        }
        claim(dsl, role, "tenant " + tenant.value());
        int serverVersion = serverVersion(dsl);
        dsl.execute(inGroup(tenant, serverVersion));
        dsl.execute(ofApp(tenant, serverVersion));
        return found.isEmpty();
    }

    /** Makes a role that is not there; the rest is {@link #inGroup} and {@link #ofApp}. */
    List<SQL> making(TenantId tenant, String database) {
        String role = layout.roleOf(tenant);
        return List.of(creating(role), claiming(role, comment(database, "tenant " + tenant.value())));
    }

    private SQL creating(String role) {
        return sql(mayLogIn ? "create role {0} login" : "create role {0} nologin", name(role));
    }

    void makeGroup(DSLContext dsl) {
        String group = layout.groupRole();
        Optional<Record> found = find(dsl, group);
        if (found.isPresent()) {
            refuseForeign(dsl, group, found.get(), "group", true);
        } else {
            dsl.execute("create role {0} nologin", name(group));
            claim(dsl, group, "group");
        }
    }

    void drop(DSLContext dsl, TenantId tenant) {
        dsl.execute("drop role if exists {0}", name(layout.roleOf(tenant)));
    }

    /** Leaves a role as it was found: it was there before, and its tenant never was active. */
    void release(DSLContext dsl, TenantId tenant) {
        Name role = name(layout.roleOf(tenant));
        dsl.execute("revoke {0} from {1}", name(layout.groupRole()), role);
        dsl.execute("revoke {0} from {1}", role, name(appLogin));
        dsl.execute("comment on role {0} is null", role);
    }

    /** What all tenants' roles inherit. */
    SQL inGroup(TenantId tenant, int serverVersion) {
        return sql(
                serverVersion >= PER_GRANT ? "grant {0} to {1} with inherit true, set false" : "grant {0} to {1}",
                name(layout.groupRole()),
                name(layout.roleOf(tenant)));
    }

    /** The app login may become it, and inherits nothing from it. */
    SQL ofApp(TenantId tenant, int serverVersion) {
        return sql(
                serverVersion >= PER_GRANT ? "grant {0} to {1} with inherit false, set true" : "grant {0} to {1}",
                name(layout.roleOf(tenant)),
                name(appLogin));
    }

    private void claim(DSLContext dsl, String role, String purpose) {
        dsl.execute(claiming(role, comment(dsl, purpose)));
    }

    private static SQL claiming(String role, String comment) {
        return sql("comment on role {0} is {1}", name(role), inline(comment));
    }

    private static String comment(DSLContext dsl, String purpose) {
        return comment(String.valueOf(dsl.fetchValue("select current_database()")), purpose);
    }

    private static String comment(String database, String purpose) {
        return "tenancy: " + purpose + " of database " + database;
    }

    private void refuseForeign(DSLContext dsl, String role, Record found, String purpose, boolean adopt) {
        String comment = found.get("comment", String.class);
        if (comment(dsl, purpose).equals(comment)) {
            return;
        }
        String elsewhere = " Roles belong to the whole server: give this database's layout a rolePrefix of its own.";
        if (comment != null && comment.startsWith("tenancy: ") && otherDatabaseExists(dsl, comment)) {
            throw new AdoptionRefused("Role \"" + role + "\" exists and is \"" + comment + "\"." + elsewhere);
        }
        if (found.get("powerful", Boolean.class)) {
            throw new AdoptionRefused(
                    "Role \"" + role + "\" exists and is more than a tenant's role: it is a superuser,"
                            + " bypasses row security, or may make roles or databases." + elsewhere);
        }
        if (!adopt) {
            throw new AdoptionRefused("Role \"" + role + "\" exists, and was not made for this tenant of this database."
                    + elsewhere + " If the role is meant for the tenant, provision with"
                    + " ProvisionOptions.defaults().adoptExisting().");
        }
    }

    /** A comment that names no database of today is that of a database that was renamed or restored. */
    private static boolean otherDatabaseExists(DSLContext dsl, String comment) {
        String marker = " of database ";
        String database = comment.substring(comment.lastIndexOf(marker) + marker.length());
        return Boolean.TRUE.equals(
                dsl.fetchValue("select exists (select from pg_database where datname = {0})", val(database)));
    }

    private static Optional<Record> find(DSLContext dsl, String role) {
        return dsl.fetchOptional(sql("""
                        select shobj_description(oid, 'pg_authid') as comment,
                               rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as powerful
                        from pg_roles where rolname = {0}
                        """, val(role)));
    }

    static int serverVersion(DSLContext dsl) {
        return Integer.parseInt(
                dsl.fetchSingle("select current_setting('server_version_num')").get(0, String.class));
    }

    /** Something that is there already is not taken for the tenant's. */
    static final class AdoptionRefused extends RuntimeException {

        private static final long serialVersionUID = 1;

        AdoptionRefused(String message) {
            super(message);
        }
    }
}
