package dev.tenancy.flyway;

import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** What the transaction of an open session touched outside one schema. */
final class Outside {

    /**
     * Locks that this transaction holds on relations of others, but for what a foreign key to a shared table takes
     * (ROW SHARE, SHARE ROW EXCLUSIVE) and what reading takes.
     */
    private static final String RELATIONS_WRITTEN = """
            select distinct format('%I.%I', n.nspname, c.relname)
            from pg_locks l
              join pg_class c on c.oid = l.relation
              join pg_namespace n on n.oid = c.relnamespace
            where l.pid = pg_backend_pid() and l.locktype = 'relation' and l.granted
              and l.database = (select oid from pg_database where datname = current_database())
              and l.mode in ('RowExclusiveLock', 'ShareUpdateExclusiveLock', 'ShareLock', 'ExclusiveLock', 'AccessExclusiveLock')
              and n.nspname not in ({0}, 'pg_catalog', 'pg_toast', 'information_schema')
              and n.nspname not like 'pg\\_temp%' and n.nspname not like 'pg\\_toast\\_temp%'
              and not ({1} and n.nspname = {2} and c.relname in
                ('tenants', 'tenants_pkey', 'tenants_status', 'tenants_look_alike'))
            """;

    /** What was dropped: a lock outlives its object until the transaction's end. */
    private static final String GONE = """
            select distinct coalesce(l.classid, 'pg_class'::regclass)::bigint, coalesce(l.objid, l.relation)::bigint
            from pg_locks l
            where l.pid = pg_backend_pid() and l.granted and l.mode = 'AccessExclusiveLock'
              and l.database = (select oid from pg_database where datname = current_database())
              and case when l.locktype = 'relation' then not exists (select from pg_class c where c.oid = l.relation)
                when l.classid = 'pg_proc'::regclass then not exists (select from pg_proc p where p.oid = l.objid)
                when l.classid = 'pg_type'::regclass then not exists (select from pg_type t where t.oid = l.objid)
                when l.classid = 'pg_namespace'::regclass then not exists (select from pg_namespace n where n.oid = l.objid)
                else false end
            """;

    private static final String DROPPED = """
            select i.type || ' ' || i.identity
            from unnest({0}::bigint[], {1}::bigint[]) as o (class, id), pg_identify_object(o.class::oid, o.id::oid, 0) i
            where i.identity is not null and i.schema is distinct from {2}
              and coalesce(i.schema, '') not like all (array['pg\\_temp%', 'pg\\_toast%'])
            """;

    /** What this transaction made or changed that is no relation. */
    private static final String OBJECTS_MADE = """
            select format('function %I.%I', n.nspname, p.proname)
            from pg_proc p join pg_namespace n on n.oid = p.pronamespace, @tx
            where @wrote(p) and n.nspname <> {0} and n.nspname not like 'pg\\_temp%'
            union all
            select format('type %I.%I', n.nspname, t.typname)
            from pg_type t join pg_namespace n on n.oid = t.typnamespace, @tx
            where @wrote(t) and n.nspname not in ({0}, 'pg_toast')
              and n.nspname not like 'pg\\_temp%' and n.nspname not like 'pg\\_toast\\_temp%'
            union all
            select format('trigger %I on %I.%I', g.tgname, n.nspname, c.relname)
            from pg_trigger g join pg_class c on c.oid = g.tgrelid join pg_namespace n on n.oid = c.relnamespace, @tx
            where @wrote(g) and not g.tgisinternal and n.nspname <> {0}
            union all
            select format('schema %I', n.nspname) from pg_namespace n, @tx
            where @wrote(n) and n.nspname <> {0} and n.nspname not like 'pg\\_%'
            union all
            select format('default privileges of %I in %s', pg_get_userbyid(d.defaclrole), coalesce(n.nspname, 'all schemas'))
            from pg_default_acl d left join pg_namespace n on n.oid = d.defaclnamespace, @tx
            where @wrote(d) and n.nspname is distinct from {0}
            union all
            select format('extension %I', e.extname) from pg_extension e, @tx where @wrote(e)
            """.transform(OwnRows::in);

    private final OwnerSession session;
    private final OwnerConnections connections;
    private final String sharedSchema;

    Outside(OwnerSession session, OwnerConnections connections, String sharedSchema) {
        this.session = session;
        this.connections = connections;
        this.sharedSchema = sharedSchema;
    }

    /**
     * Everything but what is in this schema.
     *
     * @param registered whether the registry's row was written in this transaction
     */
    List<String> of(String schema, boolean registered) {
        DSLContext dsl = DSL.using(session.connection(), SQLDialect.POSTGRES);
        List<String> outside = new ArrayList<>(
                dsl.resultQuery(RELATIONS_WRITTEN, DSL.val(schema), DSL.val(registered), DSL.val(sharedSchema))
                        .fetchInto(String.class));
        outside.addAll(dropped(dsl.fetch(GONE), schema));
        outside.addAll(dsl.resultQuery(OBJECTS_MADE, DSL.val(schema)).fetchInto(String.class));
        return outside;
    }

    /** The transaction itself does not see them any more, and all others still do. */
    private List<String> dropped(Result<Record> gone, String schema) {
        if (gone.isEmpty()) {
            return List.of();
        }
        try (OwnerSession other = connections.openExtra()) {
            return other.dsl()
                    .resultQuery(
                            DROPPED,
                            DSL.val(gone.intoArray(0, Long.class)),
                            DSL.val(gone.intoArray(1, Long.class)),
                            DSL.val(schema))
                    .fetchInto(String.class);
        }
    }
}
