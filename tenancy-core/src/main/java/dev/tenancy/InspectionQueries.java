package dev.tenancy;

/** The SQL text of {@link IsolationInspection}: all set-based, so that their number does not grow with tenants. */
final class InspectionQueries {

    /** What the login is, and may do in the database. */
    static final String LOGIN = """
            select session_user::text as login, current_database()::text as database,
                   current_setting('server_version_num')::int as version,
                   r.rolsuper as super, r.rolbypassrls as bypassrls, r.rolcreaterole or r.rolcreatedb or r.rolreplication as creates,
                   pg_catalog.has_database_privilege(session_user, current_database(), 'CREATE') as may_create,
                   pg_catalog.has_database_privilege(session_user, current_database(), 'TEMP') as may_temp
            from pg_catalog.pg_roles r where r.rolname = session_user
            """;

    /**
     * Roles whose rights the login has, or may take. {@code IN} is hashed once; a correlated {@code EXISTS} was a pass over all
     * schemas for each role as soon as the catalog was analyzed, two minutes at 10,000 tenants.
     */
    static final String MEMBERSHIPS = """
            select r.rolname::text as role, pg_catalog.pg_has_role(session_user, r.oid, 'USAGE') as inherited,
                   r.rolsuper or r.rolbypassrls as powerful,
                   r.oid in (select n.nspowner from pg_catalog.pg_namespace n
                             where n.nspname !~ '^pg_' and n.nspname <> 'information_schema') as owner
            from pg_catalog.pg_roles r
            where r.rolname <> session_user and pg_catalog.pg_has_role(session_user, r.oid, 'MEMBER')
            order by 1
            """;

    static final String OWNED = """
            select owned from (
                select 'database ' || pg_catalog.quote_ident(d.datname) as owned, d.datdba as owner
                from pg_catalog.pg_database d where d.datname = current_database()
                union all
                select 'schema ' || pg_catalog.quote_ident(n.nspname), n.nspowner from pg_catalog.pg_namespace n
                where n.nspname !~ '^pg_'
                union all
                select 'table ' || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname), c.relowner
                from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and n.nspname !~ '^pg_'
                union all
                select 'routine ' || p.oid::regprocedure::text, p.proowner
                from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
                where n.nspname !~ '^pg_'
                union all
                select 'type ' || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(t.typname), t.typowner
                from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
                where t.typtype in ('d', 'e', 'r') and n.nspname !~ '^pg_'
            ) as things
            where owner = (select r.oid from pg_catalog.pg_roles r where r.rolname = session_user)
            order by 1 limit 100
            """;

    static final String CREATABLE_SCHEMAS = """
            select pg_catalog.quote_ident(n.nspname) as schema from pg_catalog.pg_namespace n
            where n.nspname !~ '^pg_' and pg_catalog.has_schema_privilege(session_user, n.oid, 'CREATE') order by 1
            """;

    /** Relations outside tenants that the login may write; extensions' own are left out. */
    static final String WRITABLE = """
            select pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation
            from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            where n.nspname in ('public', ?) and c.relkind in ('r', 'p', 'v', 'm', 'f')
              and (pg_catalog.has_table_privilege(session_user, c.oid, 'DELETE, TRUNCATE')
                   or pg_catalog.has_any_column_privilege(session_user, c.oid, 'INSERT, UPDATE'))
              and not exists (select from pg_catalog.pg_depend d
                              where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
            order by 1
            """;

    /**
     * Schemas of the search path with relations in them; extensions' own do not count. The text of the setting is read as
     * well, since a tenant's role may use schemas, and be a "$user", that the login may not.
     */
    static final String SEARCHED = """
            select n.nspname::text as schema from pg_catalog.pg_namespace n
            where (n.nspname = any (pg_catalog.current_schemas(false))
                   or n.nspname in (select case when left(p, 1) = '"' then replace(trim(both '"' from p), '""', '"')
                                                else lower(p) end
                                    from regexp_split_to_table(pg_catalog.current_setting('search_path'), '\\s*,\\s*') p)
                   or pg_catalog.current_setting('search_path') like '%"$user"%'
                      and exists (select from pg_catalog.pg_roles r
                                  where r.rolname = n.nspname and pg_catalog.pg_has_role(session_user, r.oid, 'MEMBER')))
              and exists (select from pg_catalog.pg_class c
                          where c.relnamespace = n.oid and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
                            and not exists (select from pg_catalog.pg_depend d
                                            where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid
                                              and d.deptype = 'e'))
              and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
            order by 1
            """;

    static final String SCHEMAS = "select nspname::text as schema from pg_catalog.pg_namespace where nspname !~ '^pg_'";

    /** Views that run as their owner and read a relation of another schema. */
    static final String VIEWS_ACROSS_SCHEMAS = """
            select distinct vn.nspname::text as schema, v.relname::text as view, v.relkind = 'm' as materialized,
                   tn.nspname::text as target_schema, t.relname::text as target
            from pg_catalog.pg_rewrite w
            join pg_catalog.pg_class v on v.oid = w.ev_class and v.relkind in ('v', 'm')
            join pg_catalog.pg_namespace vn on vn.oid = v.relnamespace
            join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::regclass and d.objid = w.oid
                                       and d.refclassid = 'pg_catalog.pg_class'::regclass
            join pg_catalog.pg_class t on t.oid = d.refobjid
            join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
            where vn.oid <> tn.oid and vn.nspname !~ '^pg_' and tn.nspname !~ '^pg_'
              and vn.nspname <> 'information_schema' and tn.nspname <> 'information_schema'
              and not coalesce((select o.option_value::boolean from pg_catalog.pg_options_to_table(v.reloptions) o
                                where o.option_name = 'security_invoker'), false)
            order by 1, 2
            """;

    static final String DEFINER_FUNCTIONS = """
            select n.nspname::text as schema, p.oid::regprocedure::text as function
            from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
            where p.prosecdef and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
              and not exists (select from pg_catalog.pg_depend d
                              where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
            order by 1, 2
            """;

    /** Who besides the owner has rights on a schema or on anything in it, and whether the login may become that role. */
    static final String GRANTEES = """
            select distinct n.nspname::text as schema, coalesce(r.rolname, 'PUBLIC')::text as grantee, r.oid is null as everybody,
                   coalesce(pg_catalog.pg_has_role(session_user, r.oid, 'MEMBER'), true) as reachable
            from (
                select n.oid as namespace, a.grantee, n.nspowner as owner
                from pg_catalog.pg_namespace n, pg_catalog.aclexplode(n.nspacl) a
                union
                select c.relnamespace, a.grantee, c.relowner from pg_catalog.pg_class c, pg_catalog.aclexplode(c.relacl) a
                union
                select c.relnamespace, a.grantee, c.relowner
                from pg_catalog.pg_attribute t join pg_catalog.pg_class c on c.oid = t.attrelid, pg_catalog.aclexplode(t.attacl) a
                where t.attacl is not null
            ) as rights
            join pg_catalog.pg_namespace n on n.oid = rights.namespace
            left join pg_catalog.pg_roles r on r.oid = rights.grantee
            where rights.grantee <> rights.owner and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
            order by 1, 2
            """;

    static final String ROLE_ATTRIBUTES = """
            select r.rolname::text as role from pg_catalog.pg_roles r
            where (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication)
              and pg_catalog.starts_with(r.rolname, ?)
            order by 1
            """;

    static final String ROLE_MEMBERSHIPS = """
            select m.rolname::text as member, g.rolname::text as granted
            from pg_catalog.pg_auth_members a
            join pg_catalog.pg_roles m on m.oid = a.member join pg_catalog.pg_roles g on g.oid = a.roleid
            where pg_catalog.starts_with(m.rolname, ?) order by 1, 2
            """;

    private InspectionQueries() {}
}
