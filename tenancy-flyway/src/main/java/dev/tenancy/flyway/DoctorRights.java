package dev.tenancy.flyway;

import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.val;

import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.TenantStatus;
import dev.tenancy.flyway.Diagnosis.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Whose the schemas are, who may use them, and the roles. */
final class DoctorRights {

    private final Doctor doctor;
    private final DSLContext dsl;
    private final TenantLayout layout;
    private final Roles roles;
    private final Parts parts;

    DoctorRights(Doctor doctor, Parts parts) {
        this.doctor = doctor;
        this.dsl = doctor.dsl();
        this.layout = parts.layout();
        this.roles = parts.roles();
        this.parts = parts;
    }

    void look() {
        if (roles.used()) {
            lookAtRoles();
        }
        lookAtOwners();
        lookAtUsage();
        lookAtTables();
        lookAtIndexes();
    }

    private void lookAtRoles() {
        Set<String> asTheyShould =
                new HashSet<>(dsl.resultQuery("""
                        select r.rolname from pg_roles r
                        where starts_with(r.rolname, {0})
                          and not (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)
                          and pg_has_role(r.oid, {1}, 'usage')
                          and pg_has_role({2}, r.oid, 'member') and not pg_has_role({2}, r.oid, 'usage')
                        """, val(prefix()), val(layout.groupRole()), val(roles.appLogin()))
                        .fetchInto(String.class));
        for (TenantId tenant : doctor.living().keySet()) {
            if (!asTheyShould.contains(layout.roleOf(tenant))) {
                doctor.add(Kind.ROLE, tenant, roleProblem(tenant), roleMend(tenant));
            }
        }
        if (!roles.mayLogIn()) {
            lookAtLogins();
        }
        dsl.resultQuery("""
                        select rolname, shobj_description(oid, 'pg_authid') from pg_roles
                        where starts_with(rolname, {0})
                          and shobj_description(oid, 'pg_authid') like 'tenancy: tenant % of database ' || current_database()
                        order by 1
                        """, val(prefix())).forEach(this::unregistered);
    }

    /** Who logs in as a tenant's role comes past the app login, and past all that is done by it. */
    private void lookAtLogins() {
        Set<String> logins = new HashSet<>(dsl.resultQuery(
                        "select rolname from pg_roles where starts_with(rolname, {0}) and rolcanlogin", val(prefix()))
                .fetchInto(String.class));
        for (TenantId tenant : doctor.living().keySet()) {
            String role = layout.roleOf(tenant);
            if (logins.contains(role)) {
                doctor.add(
                        Kind.ROLE,
                        tenant,
                        "Role \"" + role
                                + "\" can log in, which is for those who chose rolesMayLogIn(): else the app login alone takes it on.",
                        Doctor.render("alter role {0} nologin;", name(role)));
            }
        }
    }

    private String prefix() {
        return layout.groupRole().substring(0, layout.groupRole().length() - "_shared".length());
    }

    private void unregistered(Record row) {
        String role = row.get(0, String.class);
        TenantId tenant = TenantId.of(role.substring(prefix().length()));
        if (doctor.entry(tenant)
                .filter(entry -> entry.status() != TenantStatus.DELETED)
                .isEmpty()) {
            doctor.add(
                    Kind.ROLE_UNREGISTERED,
                    tenant,
                    "Role \"" + role + "\" was made for tenant '" + tenant + "', which the registry does not have.",
                    Doctor.render("drop role {0};", name(role)));
        }
    }

    private String roleProblem(TenantId tenant) {
        String role = layout.roleOf(tenant);
        return roles.exists(dsl, role)
                ? "Role \"" + role + "\" is not a tenant's: it must be no more than a role, inherit \""
                        + layout.groupRole() + "\", and the app login must be a member that does not inherit it."
                : "Role \"" + role + "\" of tenant '" + tenant + "' is missing.";
    }

    private String roleMend(TenantId tenant) {
        boolean perGrant = Roles.serverVersion(dsl) >= 160000;
        String role = layout.roleOf(tenant);
        String make = roles.exists(dsl, role) ? lessPower(role) : Doctor.render("create role {0} nologin;", name(role));
        return make
                + Doctor.render(
                        perGrant ? "grant {0} to {1} with inherit true, set false;" : "grant {0} to {1};",
                        name(layout.groupRole()),
                        name(role))
                + Doctor.render(
                        perGrant ? " grant {0} to {1} with inherit false, set true;" : " grant {0} to {1};",
                        name(role),
                        name(roles.appLogin()))
                + (roles.exists(dsl, role) ? "" : " Then ask the doctor again, for its rights.");
    }

    /** For a superuser alone, so only where it is needed. */
    private String lessPower(String role) {
        return roles.powerful(dsl, role)
                ? Doctor.render(
                        "alter role {0} nosuperuser nobypassrls nocreaterole nocreatedb noreplication;", name(role))
                : "";
    }

    private void lookAtOwners() {
        dsl.resultQuery("""
                        select n.nspname, format('alter schema %I owner to %I;', n.nspname, current_user), pg_get_userbyid(n.nspowner)
                        from pg_namespace n where n.nspname in (select unnest({0})::name) and n.nspowner <> current_user::regrole
                        union all
                        select n.nspname, format('alter table %I.%I owner to %I;', n.nspname, c.relname, current_user),
                               pg_get_userbyid(c.relowner)
                        from pg_class c join pg_namespace n on n.oid = c.relnamespace
                        where n.nspname in (select unnest({0})::name) and c.relkind in ('r', 'p', 'v', 'm', 'f')
                          and c.relowner <> current_user::regrole
                        """, val(doctor.livingSchemas()))
                .forEach(row -> doctor.add(
                        Kind.WRONG_OWNER,
                        doctor.tenantOf(row.get(0, String.class)),
                        "In schema \"" + row.get(0, String.class) + "\" something belongs to \""
                                + row.get(2, String.class) + "\", so that migrations cannot change it.",
                        row.get(1, String.class)));
    }

    /** ACTIVE tenants' roles may use their schema, SUSPENDED ones' may not, and nobody else may. */
    private void lookAtUsage() {
        Set<String> usable =
                new HashSet<>(dsl.resultQuery("""
                        select n.nspname || ' ' || r.rolname from pg_namespace n
                          cross join lateral aclexplode(n.nspacl) a join pg_roles r on r.oid = a.grantee
                        where n.nspname in (select unnest({0})::name) and a.privilege_type = 'USAGE'
                        """, val(doctor.livingSchemas())).fetchInto(String.class));
        doctor.living().forEach((tenant, entry) -> {
            String schema = layout.schemaOf(tenant).value();
            String grantee = roles.granteeOf(tenant);
            boolean may = usable.contains(schema + " " + grantee);
            boolean should = entry.status() == TenantStatus.ACTIVE;
            if (may != should) {
                doctor.add(
                        Kind.WRONG_RIGHTS,
                        tenant,
                        "Tenant '" + tenant + "' is " + entry.status() + ", and \"" + grantee + "\" "
                                + (may ? "may still" : "may not") + " use schema \"" + schema + "\".",
                        Doctor.render(
                                may ? "revoke usage on schema {0} from {1};" : "grant usage on schema {0} to {1};",
                                name(schema),
                                name(grantee)));
            }
        });
        lookAtOthers();
    }

    private void lookAtOthers() {
        dsl.resultQuery("""
                        select n.nspname, coalesce(r.rolname, 'public'), string_agg(a.privilege_type, ', ' order by 1)
                        from pg_namespace n
                          cross join lateral aclexplode(n.nspacl) a left join pg_roles r on r.oid = a.grantee
                        where n.nspname in (select unnest({0})::name) and a.grantee <> n.nspowner
                        group by 1, 2, r.oid
                        """, val(doctor.livingSchemas())).forEach(row -> {
            String schema = row.get(0, String.class);
            String role = row.get(1, String.class);
            TenantId tenant = layout.tenantOf(schema).orElseThrow();
            if (!role.equals(roles.granteeOf(tenant))
                    || row.get(2, String.class).contains("CREATE")) {
                doctor.add(
                        Kind.WRONG_RIGHTS,
                        tenant,
                        "\"" + role + "\" has " + row.get(2, String.class) + " on schema \"" + schema + "\".",
                        role.equals(roles.granteeOf(tenant))
                                ? Doctor.render("revoke create on schema {0} from {1};", name(schema), name(role))
                                : Doctor.render(
                                        role.equals("public")
                                                ? "revoke all on schema {0} from public;"
                                                : "revoke all on schema {0} from {1};",
                                        name(schema),
                                        name(role)));
            }
        });
    }

    private void lookAtTables() {
        String[] schemas = doctor.livingSchemas();
        String[] grantees =
                doctor.living().keySet().stream().map(roles::granteeOf).toArray(String[]::new);
        dsl.resultQuery("""
                        select n.nspname, c.relname, format('grant select, insert, update, delete on %I.%I to %I;', n.nspname,
                               c.relname, t.grantee)
                        from unnest({0}, {1}) as t (schema, grantee)
                          join pg_namespace n on n.nspname = t.schema
                          join pg_class c on c.relnamespace = n.oid
                          join pg_roles r on r.rolname = t.grantee
                        where c.relkind in ('r', 'p') and c.relname <> {2}
                          and not (has_table_privilege(r.oid, c.oid, 'select') and has_table_privilege(r.oid, c.oid, 'insert')
                            and has_table_privilege(r.oid, c.oid, 'update') and has_table_privilege(r.oid, c.oid, 'delete'))
                        order by 1, 2
                        """, val(schemas), val(grantees), val(parts.flyway().historyTable()))
                .forEach(row -> doctor.add(
                        Kind.WRONG_RIGHTS,
                        doctor.tenantOf(row.get(0, String.class)),
                        "Table \"" + row.get(0, String.class) + "\".\"" + row.get(1, String.class)
                                + "\" cannot be read and written by its tenant.",
                        row.get(2, String.class)));
    }

    private void lookAtIndexes() {
        List<Record> invalid =
                List.copyOf(dsl.resultQuery("""
                        select n.nspname, c.relname from pg_index i
                          join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
                        where n.nspname in (select unnest({0})::name) and c.relkind = 'i' and not i.indisvalid
                          and not exists (select from pg_stat_progress_create_index p where p.index_relid = i.indexrelid)
                        order by 1, 2
                        """, val(doctor.livingSchemas())).fetch());
        for (Record index : invalid) {
            String schema = index.get(0, String.class);
            doctor.add(
                    Kind.INVALID_INDEX,
                    doctor.tenantOf(schema),
                    "Index \"" + schema + "\".\"" + index.get(1)
                            + "\" is not valid: no query uses it, every write pays for it.",
                    "tenants.migrate(TenantId.of(\"" + doctor.tenantOf(schema) + "\")) rebuilds it.");
        }
    }
}
