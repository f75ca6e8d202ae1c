package dev.tenancy.flyway;

/**
 * What tenants' schemas hold: a line for each object, with everything that a script decides and nothing else, and with the
 * tenant's own names replaced, so that two schemas that were made the same way have the same lines.
 *
 * <p>A line is the object's type, its table, its name and then its properties ({@code type: text}), between characters 31.
 * A property that an object does not have is not there. Not among them: what runs of their own make in each tenant
 * (partitions, sequences' values, rows), what belongs to an extension, and the constraints that are columns' NOT NULL.
 */
final class CatalogSql {

    /** Takes schemas, their roles, who has the rights on each schema, and whether the tenant is suspended. */
    private static final String OBJECTS = """
            with role as materialized (
              select oid, rolname as name, case when rolname ~ '^\\w+$' then rolname::text else '"' || rolname || '"' end as quoted
              from pg_roles
            ),
            tenant as materialized (
              select n.oid, n.nspname as schema, n.nspowner as owner, t.role, t.suspended, quote_ident(n.nspname) || '.' as prefix,
                     '(?<![\\w$])"?(' || n.nspname || '|' || t.role || ')"?(?!-*[\\w$])' as pattern,
                     r.quoted || '=' as holder, g.quoted || '=' as grantee
              from unnest({0}::text[], {1}::text[], {2}::text[], {3}::boolean[]) t(schema, role, grantee, suspended)
                join pg_namespace n on n.nspname = t.schema
                left join role r on r.name = t.role
                left join role g on g.name = t.grantee
            ),
            member as materialized (
              select classid, objid from pg_depend where refclassid = 'pg_extension'::regclass and deptype = 'e'
            ),
            relation as materialized (
              select c.* from pg_class c
              where c.relnamespace in (select oid from tenant) and not c.relispartition
                and c.oid not in (select objid from member where classid = 'pg_class'::regclass)
            ),
            object(schema, type, parent, name, class, oid, sub, owner, acl, properties) as (
              select t.oid, 'SCHEMA', '', '', 'pg_namespace'::regclass, 0::oid, 0, n.nspowner,
                coalesce(n.nspacl, acldefault('n', n.nspowner)), array[]::text[]
              from tenant t join pg_namespace n on n.oid = t.oid
              union all
              select t.oid, 'DEFAULT_RIGHTS', '',
                case defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions'
                  when 'T' then 'types' else defaclobjtype::text end
                || case when defaclrole = t.owner then '' else ' made by ' || pg_get_userbyid(defaclrole) end,
                'pg_default_acl'::regclass, d.oid, 0, defaclrole, defaclacl, array[]::text[]
              from tenant t join pg_default_acl d on defaclnamespace = t.oid
              union all
              select t.oid, 'ROLE', '', '', 'pg_authid'::regclass, 0, 0, 0, null,
                array['attributes: ' || nullif(concat_ws(', ', case when rolsuper then 'superuser' end,
                    case when rolbypassrls then 'bypassrls' end, case when rolcreaterole then 'createrole' end,
                    case when rolcreatedb then 'createdb' end, case when rolreplication then 'replication' end,
                    case when rolcanlogin then 'login' end, case when not rolinherit then 'noinherit' end), ''),
                  'settings: ' || nullif(concat_ws(', ', array_to_string(rolconfig, ', '),
                    (select array_to_string(setconfig, ', ') from pg_db_role_setting join pg_database d on d.oid = setdatabase
                     where setrole = r.oid and datname = current_database())), ''),
                  'member of: ' || (select string_agg(distinct pg_get_userbyid(m.roleid)
                      || case to_jsonb(m) ->> 'inherit_option' when 'true' then ' (inheriting)' else '' end, ', ')
                    from pg_auth_members m where m.member = r.oid),
                  'members: ' || (select string_agg(distinct pg_get_userbyid(m.member)
                      || case to_jsonb(m) ->> 'inherit_option' when 'true' then ' (inheriting)' else '' end, ', ')
                    from pg_auth_members m where m.roleid = r.oid and m.member <> t.owner)]
              from tenant t join pg_roles r on r.rolname = t.role
              union all
              select relnamespace, 'TABLE', '', relname, 'pg_class'::regclass, oid, 0, relowner,
                coalesce(relacl, acldefault('r', relowner)),
                array['kind: ' || case relpersistence when 'u' then 'unlogged ' else '' end
                    || case relkind when 'p' then 'partitioned ' when 'f' then 'foreign ' else '' end || 'table',
                  'partition key: ' || case relkind when 'p' then pg_get_partkeydef(oid) end,
                  'inherits: ' || (select string_agg(inhparent::regclass::text, ', ' order by inhseqno)
                                   from pg_inherits where inhrelid = c.oid),
                  'row security: ' || case when relrowsecurity then 'enabled' else 'disabled' end
                    || case when relforcerowsecurity then ', forced' else '' end,
                  'replica identity: ' || case relreplident when 'n' then 'nothing' when 'f' then 'full' when 'i' then 'an index' end,
                  'options: ' || array_to_string(reloptions, ', ')]
              from relation c where relkind in ('r', 'p', 'f')
              union all
              select relnamespace, 'COLUMN', relname, attname, 'pg_class'::regclass, c.oid, attnum, relowner, attacl,
                array['type: ' || format_type(atttypid, atttypmod),
                  'nullability: ' || case when attnotnull then 'not null' else 'nullable' end
                    || case when exists (select from pg_constraint k where k.conrelid = attrelid and contype = 'n'
                                           and not convalidated and conkey[1] = attnum) then ', not validated' else '' end,
                  'default: ' || case when attgenerated = '' then pg_get_expr(adbin, 0) end,
                  'generated: ' || case when attidentity = 'a' then 'always as identity'
                    when attidentity = 'd' then 'by default as identity'
                    when attgenerated = 's' then pg_get_expr(adbin, adrelid) || ' stored'
                    when attgenerated <> '' then pg_get_expr(adbin, adrelid) || ' virtual' end,
                  'collation: ' || case when attcollation <> typcollation then attcollation::regcollation::text end,
                  'position: ' || row_number() over (partition by attrelid order by attnum)]
              from relation c join pg_attribute a on attrelid = c.oid and attnum > 0 and not attisdropped
                join pg_type y on y.oid = atttypid
                left join pg_attrdef d on adrelid = c.oid and adnum = attnum
              where relkind in ('r', 'p', 'f')
              union all
              select c.relnamespace, 'INDEX', r.relname, c.relname, 'pg_class'::regclass, c.oid, 0, 0, null,
                array['definition: ' || pg_get_indexdef(c.oid), 'state: ' || case when indisvalid then 'valid' else 'invalid' end]
              from relation c join pg_index i on indexrelid = c.oid join relation r on r.oid = indrelid
              where not exists (select from pg_constraint k
                                where conrelid = indrelid and conindid = indexrelid and contype in ('p', 'u', 'x'))
              union all
              select relnamespace, 'CONSTRAINT', relname, conname, 'pg_constraint'::regclass, k.oid, 0, 0, null,
                array['definition: ' || pg_get_constraintdef(k.oid)]
              from relation c join pg_constraint k on conrelid = c.oid
              where contype in ('p', 'u', 'x', 'c', 'f') and conparentid = 0
              union all
              select relnamespace, 'TRIGGER', relname, tgname, 'pg_trigger'::regclass, g.oid, 0, 0, null,
                array['definition: ' || pg_get_triggerdef(g.oid),
                  'state: ' || case tgenabled when 'O' then 'enabled' when 'D' then 'disabled'
                    when 'R' then 'enabled for replicas' else 'enabled always' end]
              from relation c join pg_trigger g on tgrelid = c.oid
              where not tgisinternal and tgparentid = 0
              union all
              select relnamespace, 'RULE', relname, rulename, 'pg_rewrite'::regclass, w.oid, 0, 0, null,
                array['definition: ' || pg_get_ruledef(w.oid)]
              from relation c join pg_rewrite w on ev_class = c.oid
              where rulename <> '_RETURN'
              union all
              select relnamespace, 'POLICY', relname, polname, 'pg_policy'::regclass, p.oid, 0, 0, null,
                array['command: ' || case polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
                    when 'd' then 'delete' else 'all' end,
                  'kind: ' || case when polpermissive then 'permissive' else 'restrictive' end,
                  'roles: ' || (select string_agg(case u when 0 then 'public' else pg_get_userbyid(u) end, ', ' order by u)
                                from unnest(polroles) u),
                  'using: ' || pg_get_expr(polqual, polrelid), 'check: ' || pg_get_expr(polwithcheck, polrelid)]
              from relation c join pg_policy p on polrelid = c.oid
              union all
              select relnamespace, 'VIEW', '', relname, 'pg_class'::regclass, oid, 0, relowner,
                coalesce(relacl, acldefault('r', relowner)),
                array['kind: ' || case relkind when 'm' then 'materialized view' else 'view' end,
                  'definition: ' || pg_get_viewdef(oid), 'options: ' || array_to_string(reloptions, ', ')]
              from relation where relkind in ('v', 'm')
              union all
              select relnamespace, 'SEQUENCE', owned.by, relname, 'pg_class'::regclass, oid, 0, relowner,
                coalesce(relacl, acldefault('s', relowner)),
                array['definition: ' || format('%s start %s increment %s minimum %s maximum %s cache %s%s', format_type(seqtypid, null),
                    seqstart, seqincrement, seqmin, seqmax, seqcache, case when seqcycle then ' cycle' end),
                  'owned by: ' || owned.by]
              from (select * from relation where relkind = 'S' offset 0) c join pg_sequence s on seqrelid = c.oid
                left join lateral (
                  select r.relname || '.' || attname as by
                  from pg_depend d join pg_class r on r.oid = refobjid
                    join pg_attribute on attrelid = refobjid and attnum = refobjsubid
                  where d.classid = 'pg_class'::regclass and objid = c.oid and deptype in ('a', 'i')
                    and refclassid = 'pg_class'::regclass) owned on true
              union all
              select pronamespace, 'FUNCTION', '', proname || '(' || oidvectortypes(proargtypes) || ')', 'pg_proc'::regclass,
                p.oid, 0, proowner, coalesce(proacl, acldefault('f', proowner)),
                array['kind: ' || case prokind when 'p' then 'procedure' when 'a' then 'aggregate'
                    when 'w' then 'window function' else 'function' end,
                  'arguments: ' || pg_get_function_arguments(p.oid), 'result: ' || pg_get_function_result(p.oid),
                  'language: ' || lanname, 'body: ' || coalesce(pg_get_function_sqlbody(p.oid), prosrc),
                  'settings: ' || (
                    select string_agg(case when starts_with(x, 'search_path=')
                                      then rtrim(regexp_replace(x, '["\\s]', '', 'g'), ',') else x end, ', ' order by x)
                    from unnest(proconfig) x),
                  'security: ' || case when prosecdef then 'definer' else 'invoker' end,
                  'volatility: ' || case provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end,
                  'strict: ' || case when proisstrict then 'yes' else 'no' end,
                  'parallel: ' || case proparallel when 's' then 'safe' when 'r' then 'restricted' else 'unsafe' end,
                  'leakproof: ' || case when proleakproof then 'yes' else 'no' end,
                  'cost: ' || procost, 'rows: ' || prorows,
                  'aggregate: ' || case prokind when 'a' then (
                    select concat_ws(' ', aggtransfn, aggfinalfn, aggcombinefn, aggtranstype::regtype, agginitval)
                    from pg_aggregate where aggfnoid = p.oid) end]
              from pg_proc p join pg_language l on l.oid = prolang
              where pronamespace in (select oid from tenant)
                and p.oid not in (select objid from member where classid = 'pg_proc'::regclass)
              union all
              select typnamespace, 'TYPE', '', typname, 'pg_type'::regclass, y.oid, 0, typowner,
                coalesce(typacl, acldefault('T', typowner)),
                array['kind: ' || case typtype when 'e' then 'enum' when 'd' then 'domain' when 'c' then 'composite' else 'range' end,
                  'definition: ' || case typtype
                    when 'e' then (select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder)
                                   from pg_enum where enumtypid = y.oid)
                    when 'd' then concat_ws(' ', format_type(typbasetype, typtypmod), case when typnotnull then 'not null' end,
                      'default ' || typdefault,
                      (select string_agg(conname || ' ' || pg_get_constraintdef(k.oid), ' ' order by conname)
                       from pg_constraint k where contypid = y.oid and contype = 'c'))
                    when 'c' then (select string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum)
                                   from pg_attribute where attrelid = typrelid and attnum > 0 and not attisdropped)
                    else (select format_type(rngsubtype, null) from pg_range where rngtypid = y.oid) end]
              from pg_type y left join relation c on c.oid = typrelid
              where typnamespace in (select oid from tenant) and (typtype in ('e', 'd', 'r') or typtype = 'c' and relkind = 'c')
                and y.oid not in (select objid from member where classid = 'pg_type'::regclass)
              union all
              select t.oid, 'OTHER', '', i.type || ' ' || i.identity, classid, objid, 0, 0, null, array[]::text[]
              from tenant t join pg_depend d on refclassid = 'pg_namespace'::regclass and refobjid = t.oid and deptype = 'n'
                cross join lateral pg_identify_object(classid, objid, 0) i
              where classid not in ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass, 'pg_default_acl'::regclass)
                and (classid, objid) not in (select classid, objid from member)
            ),
            """;

    /**
     * A suspended tenant has lost its USAGE on the schema, and is to have the line of one that has it. With "offset 0" a text
     * is made once, and not at each place that it is looked at. Most lines name the schema as a prefix alone, so that few
     * come to the pattern, which is another one for each tenant.
     */
    private static final String LINES = """
            raw as (
              select t.schema, t.role, t.prefix, t.pattern, concat_ws(chr(31), type, coalesce(parent, ''), o.name,
                  nullif(array_to_string(properties, chr(31)), ''),
                  case when type <> 'COLUMN' and (type <> 'SEQUENCE' or parent is null) then 'owner: ' || w.name end,
                  'rights: ' || case when acl is not null then (
                    select string_agg(right_, chr(10) order by right_ collate "C") from (
                      select case when starts_with(item, t.holder) then '<tenant>=' || substr(item, length(t.holder) + 1)
                                  when starts_with(item, w.quoted || '=') then '<owner>' || substr(item, length(w.quoted) + 1)
                                  else item end as right_
                      from (select case when right(x, length(w.quoted) + 1) = '/' || w.quoted
                                        then left(x, -length(w.quoted)) || '<owner>' else x end as item
                            from (select x from unnest(acl::text[]) x
                                  where not (type = 'SCHEMA' and t.suspended and starts_with(x, t.grantee))
                                  union all
                                  select t.grantee || 'U/' || w.quoted where type = 'SCHEMA' and t.suspended) x) x) x) end,
                  'comment: ' || description) as text
              from object o join tenant t on t.oid = o.schema
                left join role w on w.oid = o.owner
                left join pg_description on objoid = o.oid and classoid = o.class and objsubid = o.sub
              offset 0
            ),
            line as (
              select schema, case when strpos(text, schema) > 0 or role <> schema and strpos(text, role) > 0
                then regexp_replace(text, pattern, '<tenant>', 'g') else text end as text
              from (select schema, role, pattern, replace(text, prefix, '<tenant>.') as text from raw offset 0) shortened
              offset 0
            )
            """;

    /** Of each schema one text, which says whether it is like another: the order of its lines does not matter. */
    static final String FINGERPRINTS = OBJECTS + LINES + """
            select schema, concat_ws(' ', count(*), sum(hashtextextended(text, 0)), sum(hashtextextended(text, 1)))
            from line group by schema
            """;

    /** All lines of each schema. */
    static final String ALL_LINES = OBJECTS + LINES + "select schema, text from line";

    /** How much each schema holds, and how many of its objects PostgreSQL locks relations for to write them down. */
    static final String WEIGHTS = """
            select n.nspname, count(c.oid), count(c.oid) filter (where c.relkind in ('v', 'm')) + coalesce(max(p.bodies), 0)
            from pg_namespace n
              left join pg_class c on c.relnamespace = n.oid
              left join (select pronamespace, count(*) as bodies from pg_proc where prosqlbody is not null group by 1) p
                on p.pronamespace = n.oid
            where n.nspname = any ({0})
            group by n.nspname
            """;

    private CatalogSql() {}
}
