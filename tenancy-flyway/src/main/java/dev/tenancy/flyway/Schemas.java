package dev.tenancy.flyway;

import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.val;

import dev.tenancy.SchemaName;
import dev.tenancy.TenantId;
import dev.tenancy.flyway.Roles.AdoptionRefused;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.SQL;
import org.jooq.impl.DSL;

/** A tenant's schema: made, or taken over if it may be. */
final class Schemas {

    private final FlywayRun flyway;

    Schemas(FlywayRun flyway) {
        this.flyway = flyway;
    }

    static boolean exists(DSLContext dsl, SchemaName schema) {
        return owner(dsl, schema).isPresent();
    }

    static Optional<String> owner(DSLContext dsl, SchemaName schema) {
        return dsl.fetchOptional(
                        "select pg_get_userbyid(nspowner) from pg_namespace where nspname = {0}", val(schema.value()))
                .map(row -> row.get(0, String.class));
    }

    static void make(DSLContext dsl, SchemaName schema) {
        dsl.execute(making(schema));
    }

    static SQL making(SchemaName schema) {
        return DSL.sql("create schema {0}", name(schema.value()));
    }

    /** Refuses a schema that was there before, unless it is ours, and empty or with a history that fits. */
    void adopt(OwnerSession session, DSLContext dsl, TenantId tenant, SchemaName schema, boolean asked) {
        if (!asked) {
            throw new AdoptionRefused(
                    "Schema \"" + schema + "\" exists, and was not made for this tenant. If it is meant"
                            + " for the tenant, provision with ProvisionOptions.defaults().adoptExisting(); else drop it.");
        }
        refuseForeignOwner(dsl, schema);
        if (!empty(dsl, schema)) {
            refuseForeignContent(session, dsl, tenant, schema);
        }
    }

    private static void refuseForeignOwner(DSLContext dsl, SchemaName schema) {
        List<String> mend = dsl.fetch("""
                        select format('alter schema %I owner to %I;', nspname, current_user) from pg_namespace
                        where nspname = {0} and not pg_has_role(nspowner, 'usage')
                        union all
                        (select format('alter table %I.%I owner to %I;', nspname, relname, current_user)
                        from pg_class join pg_namespace n on n.oid = relnamespace
                        where nspname = {0} and relkind in ('r', 'p', 'v', 'm', 'f') and not pg_has_role(relowner, 'usage')
                        order by relname)
                        """, val(schema.value())).into(String.class);
        if (!mend.isEmpty()) {
            throw new AdoptionRefused("Schema \"" + schema + "\" cannot be adopted: it, or a table in it, belongs to"
                    + " another role. As its owner: " + String.join(" ", mend));
        }
    }

    private void refuseForeignContent(OwnerSession session, DSLContext dsl, TenantId tenant, SchemaName schema) {
        String history = flyway.historyTable();
        if (dsl.fetchValue("select to_regclass({0})", val(dsl.render(name(schema.value(), history)))) == null) {
            throw new AdoptionRefused("Schema \"" + schema + "\" cannot be adopted: it holds tables and no \"" + history
                    + "\" that says where they come from. Run Flyway's baseline on it first, or empty it.");
        }
        flyway.mismatch(session, tenant).ifPresent(mismatch -> {
            throw new AdoptionRefused(
                    "Schema \"" + schema + "\" cannot be adopted: its history does not fit the scripts: " + mismatch);
        });
    }

    static boolean empty(DSLContext dsl, SchemaName schema) {
        return !Boolean.TRUE.equals(dsl.fetchValue("""
                        select exists (select from pg_depend
                          where refclassid = 'pg_namespace'::regclass and deptype in ('n', 'a')
                            and classid <> 'pg_default_acl'::regclass
                            and refobjid = (select oid from pg_namespace where nspname = {0}))
                        """, val(schema.value())));
    }
}
