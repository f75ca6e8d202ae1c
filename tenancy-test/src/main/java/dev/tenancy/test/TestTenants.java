package dev.tenancy.test;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;

import dev.tenancy.Isolation;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Name;

/** Makes tenants as the owner: schema, role, rights, tables. */
final class TestTenants {

    private final DatabaseNames names;
    private final TenantLayout layout;
    private final int major;

    TestTenants(DatabaseNames names, int major) {
        this.names = names;
        this.layout = names.layout();
        this.major = major;
    }

    void create(DSLContext owner, TenantId tenant, List<String> scripts) {
        Name schema = name(layout.schemaOf(tenant).value());
        owner.execute("create schema {0}", schema);
        grantSchema(owner, schema, worker(owner, tenant));
        scripts.forEach(script -> scriptIn(owner, schema, script));
    }

    /** Shared tables: read by all tenants, through the role that theirs inherit. */
    void shared(DSLContext owner, String script) {
        Name schema = name(layout.sharedSchema());
        scriptIn(owner, schema, script);
        Name reader = layout.isolation() == Isolation.ROLE ? groupRole(owner) : name(names.app());
        owner.execute("grant select on all tables in schema {0} to {1}", schema, reader);
    }

    /** As Flyway runs it: the schema is the whole search path, and the placeholder is its name. */
    static void scriptIn(DSLContext dsl, Name schema, String script) {
        in(dsl, schema, () -> Sql.script(dsl, script.replace("${flyway:defaultSchema}", schema.first())));
    }

    /** With the schema as the whole search path. */
    static void in(DSLContext dsl, Name schema, Runnable work) {
        String before = dsl.fetchSingle("select current_setting('search_path')").get(0, String.class);
        path(dsl, dsl.render(schema));
        work.run();
        path(dsl, before);
    }

    private static void path(DSLContext dsl, String path) {
        dsl.fetch("select set_config('search_path', {0}, true)", inline(path));
    }

    /** Whom rights are given to on what all code shall reach. */
    List<Name> everybody(DSLContext owner) {
        Name app = name(names.app());
        return layout.isolation() == Isolation.ROLE ? List.of(app, groupRole(owner)) : List.of(app);
    }

    /** Who works in the tenant's schema: its own role, or the app login itself. */
    private Name worker(DSLContext owner, TenantId tenant) {
        if (layout.isolation() == Isolation.QUALIFIED) {
            return name(names.app());
        }
        Name role = name(layout.roleOf(tenant));
        owner.execute("create role {0} nologin", role);
        owner.execute("comment on role {0} is {1}", role, inline("tenant " + tenant + " of " + names.database()));
        owner.execute("grant {0} to {1}", groupRole(owner), role);
        // before 16 a membership has no options of its own; the login is NOINHERIT
        String options = major >= 16 ? " with inherit false, set true" : "";
        owner.execute("grant {0} to {1}" + options, role, name(names.app()));
        return role;
    }

    private static void grantSchema(DSLContext owner, Name schema, Name worker) {
        owner.execute("grant usage on schema {0} to {1}", schema, worker);
        owner.execute(
                "alter default privileges in schema {0} grant select, insert, update, delete on tables to {1}",
                schema, worker);
        owner.execute(
                "alter default privileges in schema {0} grant usage, select, update on sequences to {1}",
                schema, worker);
    }

    private Name groupRole(DSLContext owner) {
        Name group = name(layout.groupRole());
        if (owner.fetchSingle("select to_regrole({0}) is null", inline(owner.render(group)))
                .get(0, Boolean.class)) {
            owner.execute("create role {0} nologin", group);
            owner.execute("comment on role {0} is {1}", group, inline("all tenants of " + names.database()));
            owner.execute("grant usage on schema {0} to {1}", name(layout.sharedSchema()), group);
        }
        return group;
    }
}
