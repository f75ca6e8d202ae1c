package dev.tenancy.flyway;

import static org.jooq.impl.DSL.val;

import dev.tenancy.SchemaName;
import java.util.List;
import org.jooq.impl.DSL;

/**
 * What an interrupted CREATE INDEX CONCURRENTLY left in a schema: an index that no query uses, that every write pays for,
 * and over which a retry with IF NOT EXISTS records success.
 */
final class InvalidIndexes {

    private final OwnerSession session;
    private final SchemaName schema;
    private final List<Index> found;

    private InvalidIndexes(OwnerSession session, SchemaName schema, List<Index> found) {
        this.session = session;
        this.schema = schema;
        this.found = found;
    }

    /**
     * One that is being built now, by somebody who does not take our lock, is not among them. From the schema on, since pg_class
     * has no index for it and grows with the tenants.
     */
    static InvalidIndexes in(OwnerSession session, SchemaName schema) {
        List<Index> found = session.dsl()
                .resultQuery("""
                        select c.relname, pg_get_indexdef(i.indexrelid)
                        from pg_index i join pg_class c on c.oid = i.indexrelid
                        where i.indrelid in (
                            select d.objid from pg_depend d
                            where d.refclassid = 'pg_namespace'::regclass and d.classid = 'pg_class'::regclass
                              and d.refobjid = (select oid from pg_namespace where nspname = {0}))
                          and c.relkind = 'i' and not i.indisvalid
                          and not exists (select from pg_stat_progress_create_index p where p.index_relid = i.indexrelid)
                        order by c.relname
                        """, val(schema.value()))
                .fetch(row -> new Index(row.get(0, String.class), row.get(1, String.class)));
        return new InvalidIndexes(session, schema, found);
    }

    List<String> names() {
        return found.stream().map(Index::name).toList();
    }

    /**
     * With scripts pending, drops them: the script that was interrupted makes its own again. With none, rebuilds them.
     */
    void makeWay(boolean pending) {
        for (Index index : found) {
            if (pending || index.isLeftover()) {
                session.dsl().execute("drop index concurrently if exists {0}", index.in(schema));
            } else {
                session.dsl().execute("reindex index concurrently {0}", index.in(schema));
            }
        }
    }

    /** Makes those again that no script made: their script had been recorded as done. */
    void restore() {
        for (Index index : found) {
            if (!index.isLeftover() && !exists(index)) {
                session.dsl().execute(DSL.sql(index.concurrently()));
            }
        }
    }

    private boolean exists(Index index) {
        return session.dsl()
                        .fetchValue("select to_regclass({0})", val(session.dsl().render(index.in(schema))))
                != null;
    }

    private record Index(String name, String definition) {

        /** REINDEX CONCURRENTLY's own, made beside the index or kept from before. */
        boolean isLeftover() {
            return name.matches(".*_cc(new|old)\\d*");
        }

        org.jooq.Name in(SchemaName schema) {
            return DSL.name(schema.value(), name);
        }

        /** pg_get_indexdef quotes and qualifies all names itself. */
        String concurrently() {
            return definition.replaceFirst("^CREATE (UNIQUE )?INDEX ", "CREATE $1INDEX CONCURRENTLY ");
        }
    }
}
