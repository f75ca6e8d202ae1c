package dev.tenancy.test;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;

import dev.tenancy.TenantId;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.conf.MappedSchema;
import org.jooq.conf.RenderMapping;
import org.jooq.conf.Settings;

/**
 * The tenants' tables again, where a name that was not mapped or not qualified would find them: in the template schema and
 * in {@code public}. Every tenant may read and write them, so that a leak is seen as rows and not hidden by an error.
 */
final class Decoys {

    static final TenantId LEAK = TenantId.of("leak");

    private final PostgresExtension postgres;
    private final TenantSeed seed;

    Decoys(PostgresExtension postgres, TenantSeed seed) {
        this.postgres = postgres;
        this.seed = seed;
    }

    /** Makes them unless this database has them. */
    void make(DSLContext owner) {
        String template = postgres.layout().templateSchema();
        if (owner.fetchSingle("select to_regnamespace({0}) is null", inline(owner.render(name(template))))
                .get(0, Boolean.class)) {
            owner.execute("create schema {0}", name(template));
            make(owner, template, template);
            make(owner, "public", template);
        }
    }

    private void make(DSLContext owner, String schema, String template) {
        postgres.migrations().forEach(script -> TestTenants.scriptIn(owner, name(schema), script));
        seed(owner, schema, LEAK);
        for (Name user : postgres.tenants().everybody(owner)) {
            owner.execute("grant usage on schema {0} to {1}", name(schema), user);
            relations(owner, template)
                    .forEach(relation -> owner.execute(
                            relation.get(1, String.class).equals("S")
                                    ? "grant usage, select, update on sequence {0} to {1}"
                                    : "grant select, insert, update, delete on table {0} to {1}",
                            name(schema, relation.get(0, String.class)),
                            user));
        }
    }

    /** Runs the seeding with generated names and unqualified ones in this schema. */
    void seed(DSLContext owner, String schema, TenantId tenant) {
        String template = postgres.layout().templateSchema();
        TestTenants.in(owner, name(schema), () -> {
            try {
                seed.seed(
                        tenant,
                        owner.configuration()
                                .derive(new Settings()
                                        .withRenderMapping(new RenderMapping()
                                                .withSchemata(new MappedSchema()
                                                        .withInput(template)
                                                        .withOutput(schema))))
                                .dsl());
            } catch (Exception e) {
                throw new IllegalStateException(
                        "The seeding of schema \"" + schema + "\" failed: " + e.getMessage(), e);
            }
        });
    }

    private static List<org.jooq.Record> relations(DSLContext owner, String template) {
        return List.copyOf(owner.fetch(
                "select relname, relkind::text from pg_class where relnamespace = to_regnamespace({0})"
                        + " and relkind in ('r', 'p', 'v', 'm', 'S')",
                inline(owner.render(name(template)))));
    }
}
