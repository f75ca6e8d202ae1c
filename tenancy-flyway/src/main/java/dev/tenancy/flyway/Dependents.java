package dev.tenancy.flyway;

import static org.jooq.impl.DSL.val;

import dev.tenancy.SchemaName;
import java.util.List;
import org.jooq.DSLContext;

/** What outside a schema depends on something in it, and would be dropped with it by CASCADE. */
final class Dependents {

    /** A view depends by its rule, a table by its constraint or default: the relation they are on decides where they are. */
    private static final String OUTSIDE = """
            with ns as (select oid from pg_namespace where nspname = {0}),
            inside as (
              select 'pg_class'::regclass as classid, c.oid from pg_class c, ns where relnamespace = ns.oid
              union all select 'pg_proc'::regclass, p.oid from pg_proc p, ns where pronamespace = ns.oid
              union all select 'pg_type'::regclass, t.oid from pg_type t, ns where typnamespace = ns.oid
              union all select 'pg_constraint'::regclass, k.oid from pg_constraint k, ns where connamespace = ns.oid
              union all select 'pg_operator'::regclass, o.oid from pg_operator o, ns where oprnamespace = ns.oid
              union all select 'pg_opclass'::regclass, o.oid from pg_opclass o, ns where opcnamespace = ns.oid
              union all select 'pg_collation'::regclass, o.oid from pg_collation o, ns where collnamespace = ns.oid
              union all select 'pg_ts_config'::regclass, o.oid from pg_ts_config o, ns where cfgnamespace = ns.oid
              union all select 'pg_ts_dict'::regclass, o.oid from pg_ts_dict o, ns where dictnamespace = ns.oid
            ),
            depends as (
              select distinct d.classid, d.objid
              from inside i join pg_depend d on d.refclassid = i.classid and d.refobjid = i.oid
              where d.deptype <> 'i'
            ),
            placed as (
              select d.classid, d.objid, coalesce(
                (select relnamespace from pg_class where d.classid = 'pg_class'::regclass and oid = d.objid),
                (select pronamespace from pg_proc where d.classid = 'pg_proc'::regclass and oid = d.objid),
                (select typnamespace from pg_type where d.classid = 'pg_type'::regclass and oid = d.objid),
                (select connamespace from pg_constraint where d.classid = 'pg_constraint'::regclass and oid = d.objid),
                (select oprnamespace from pg_operator where d.classid = 'pg_operator'::regclass and oid = d.objid),
                (select relnamespace from pg_rewrite r join pg_class c on c.oid = r.ev_class
                  where d.classid = 'pg_rewrite'::regclass and r.oid = d.objid),
                (select relnamespace from pg_trigger r join pg_class c on c.oid = r.tgrelid
                  where d.classid = 'pg_trigger'::regclass and r.oid = d.objid),
                (select relnamespace from pg_attrdef r join pg_class c on c.oid = r.adrelid
                  where d.classid = 'pg_attrdef'::regclass and r.oid = d.objid),
                (select relnamespace from pg_policy r join pg_class c on c.oid = r.polrelid
                  where d.classid = 'pg_policy'::regclass and r.oid = d.objid)) as at
              from depends d
            )
            select pg_describe_object(classid, objid, 0)
            from placed, ns
            where at <> ns.oid and at <> 'pg_toast'::regnamespace or classid = 'pg_event_trigger'::regclass
            order by 1
            """;

    private Dependents() {}

    static List<String> outside(DSLContext dsl, SchemaName schema) {
        return dsl.resultQuery(OUTSIDE, val(schema.value())).fetchInto(String.class);
    }
}
