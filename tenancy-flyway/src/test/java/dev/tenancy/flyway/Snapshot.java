package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.TenantStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * All that a tenant's schema is, line by line: what {@link Catalog} sees, and beside it rows, values of sequences, partitions,
 * every column of every relation, what depends on what, and the history but its times.
 */
final class Snapshot {

    private static final String MORE = """
            with n as (select oid from pg_namespace where nspname = {0}),
            c as (select * from pg_class where relnamespace = (select oid from n))
            select 'relation ' || concat_ws(' | ', relname, relkind, relpersistence, reloptions, relacl, relreplident, relispartition,
                pg_get_expr(relpartbound, oid), reltoastrelid <> 0, relhasindex, relhastriggers, relhassubclass, relhasrules,
                relrowsecurity, relforcerowsecurity, relnatts, relchecks, pg_get_userbyid(relowner), obj_description(oid)) from c
            union all
            select 'column ' || concat_ws(' | ', relname, attnum, attname, format_type(atttypid, atttypmod), attnotnull, atthasdef,
                pg_get_expr(adbin, adrelid), attidentity, attgenerated, attstorage, attcompression, attstattarget, attislocal,
                attinhcount, attcollation::regcollation, attacl, attoptions, attisdropped, col_description(c.oid, attnum))
            from c join pg_attribute a on attrelid = c.oid left join pg_attrdef d on adrelid = c.oid and adnum = attnum
            where attnum > 0
            union all
            select 'constraint ' || concat_ws(' | ', relname, conname, contype, condeferrable, condeferred, convalidated, conislocal,
                coninhcount, connoinherit, pg_get_constraintdef(k.oid), obj_description(k.oid))
            from pg_constraint k left join c on c.oid = conrelid where connamespace = (select oid from n)
            union all
            select 'index ' || concat_ws(' | ', pg_get_indexdef(indexrelid), indisunique, indisprimary, indisexclusion, indimmediate,
                indisclustered, indisvalid, indisready, indislive, indisreplident)
            from pg_index join c on c.oid = indexrelid
            union all
            select 'function ' || concat_ws(' | ', p.oid::regprocedure, prokind, prosecdef, proleakproof, proisstrict, proretset,
                provolatile, proparallel, procost, prorows, proconfig, proacl, prosrc, pg_get_function_sqlbody(p.oid),
                pg_get_function_arguments(p.oid), pg_get_function_result(p.oid), pg_get_userbyid(proowner), obj_description(p.oid))
            from pg_proc p where pronamespace = (select oid from n)
            union all
            select 'trigger ' || concat_ws(' | ', relname, tgenabled, tgisinternal, case when not tgisinternal then pg_get_triggerdef(g.oid) end,
                tgdeferrable, tginitdeferred, obj_description(g.oid, 'pg_trigger'))
            from pg_trigger g join c on c.oid = tgrelid
            union all
            select 'rewrite ' || concat_ws(' | ', relname, rulename, pg_get_ruledef(w.oid)) from pg_rewrite w join c on c.oid = ev_class
            union all
            select 'policy ' || concat_ws(' | ', relname, polname, polcmd, polpermissive, pg_get_expr(polqual, polrelid),
                pg_get_expr(polwithcheck, polrelid)) from pg_policy join c on c.oid = polrelid
            union all
            select 'type ' || concat_ws(' | ', typname, typtype, typcategory, typnotnull, typbasetype::regtype, typtypmod, typdefault,
                typacl, obj_description(t.oid)) from pg_type t where typnamespace = (select oid from n)
            union all
            select 'enum ' || concat_ws(' | ', typname, enumsortorder, enumlabel)
            from pg_enum join pg_type t on t.oid = enumtypid where typnamespace = (select oid from n)
            union all
            select 'sequence ' || concat_ws(' | ', relname, format_type(seqtypid, null), seqstart, seqincrement, seqmax, seqmin, seqcache, seqcycle)
            from pg_sequence join c on c.oid = seqrelid
            union all
            select 'inherits ' || concat_ws(' | ', inhrelid::regclass, inhparent::regclass, inhseqno) from pg_inherits join c on c.oid = inhrelid
            union all
            select 'statistics ' || pg_get_statisticsobjdef(oid) from pg_statistic_ext where stxnamespace = (select oid from n)
            union all
            select 'aggregate ' || concat_ws(' | ', p.oid::regprocedure, aggtransfn, aggfinalfn, agginitval)
            from pg_aggregate a join pg_proc p on p.oid = a.aggfnoid where pronamespace = (select oid from n)
            union all
            select 'default rights ' || concat_ws(' | ', pg_get_userbyid(defaclrole), defaclobjtype, defaclacl)
            from pg_default_acl where defaclnamespace = (select oid from n)
            union all
            select 'schema ' || concat_ws(' | ', nspacl, obj_description(oid)) from pg_namespace where oid = (select oid from n)
            union all
            select 'depends ' || concat_ws(' | ', pg_describe_object(classid, objid, objsubid), pg_describe_object(refclassid, refobjid, refobjsubid),
                deptype)
            from pg_depend where refobjid in (select oid from c union all select oid from n
              union all select oid from pg_proc where pronamespace = (select oid from n)
              union all select oid from pg_type where typnamespace = (select oid from n))
              and classid <> 'pg_toast'::regnamespace and objid not in (select reltoastrelid from c)
            """;

    private Snapshot() {}

    static List<String> of(Db db, TenantId tenant, Roles roles) {
        DSLContext dsl = db.superuser();
        dsl.execute("set search_path = ''");
        List<String> lines = new ArrayList<>();
        new Catalog(db.layout(), roles)
                .objects(dsl, Map.of(tenant, TenantStatus.ACTIVE))
                .getOrDefault(tenant, List.of())
                .forEach(object -> lines.add(object.toString()));
        lines.addAll(dsl.resultQuery(MORE, DSL.val(db.schema(tenant))).fetchInto(String.class));
        rows(db, dsl, tenant, lines);
        history(db, dsl, tenant, lines);
        lines.replaceAll(line -> line.replaceAll("(?<=\"RI_ConstraintTrigger_[ac]_)\\d+", "n"));
        lines.replaceAll(line -> line.replaceAll("pg_toast_\\d+", "pg_toast_n"));
        lines.sort(null);
        return lines;
    }

    private static void rows(Db db, DSLContext dsl, TenantId tenant, List<String> lines) {
        dsl.fetch(
                        "select relname, relkind::text from pg_class where relnamespace = {0}::regnamespace and relkind in ('r', 'm', 'S')"
                                + " and relname not in ('flyway_schema_history', 'history of all')",
                        DSL.val(db.schema(tenant)))
                .forEach(relation -> {
                    String name = relation.get(0, String.class);
                    String sql = relation.get(1, String.class).equals("S")
                            ? "select last_value || ' ' || is_called from {0} as rows"
                            : "select rows::text from {0} as rows";
                    dsl.resultQuery(sql, db.table(tenant, name))
                            .fetchInto(String.class)
                            .forEach(row -> lines.add("row of " + name + ": " + row));
                });
    }

    private static void history(Db db, DSLContext dsl, TenantId tenant, List<String> lines) {
        dsl.resultQuery(
                        "select h.installed_rank, h.version, h.description, h.type, h.script, h.checksum, h.installed_by, h.success,"
                                + " h.execution_time >= 0, h.installed_on between localtimestamp - interval '10 minutes' and localtimestamp"
                                + " from {0} h",
                        db.table(tenant, "flyway_schema_history"))
                .fetch()
                .forEach(row -> lines.add("history " + row.intoList()));
        dsl.resultQuery(
                        "select id, status, epoch, step, error, schema_version, made_schema, made_role, adopted,"
                                + " created_at <= activated_at and activated_at <= clock_timestamp(), updated_at >= created_at,"
                                + " deleted_at, receipt from public.tenants where id = {0}",
                        DSL.val(tenant.value()))
                .fetch()
                .forEach(row -> lines.add("registry " + row.intoList()));
    }
}
