package dev.tenancy.flyway;

import static org.jooq.impl.DSL.val;

import java.util.List;
import org.jooq.DSLContext;

/** What a tenant's role still has rights on when its schema is gone, so that it cannot be dropped. */
final class RoleRights {

    private RoleRights() {}

    static List<String> elsewhere(DSLContext dsl, String role) {
        return dsl.resultQuery("""
                        select distinct case
                            when s.dbid in (0, d.oid) then format('role "%s" has rights on, or owns, %s',
                              {0}, pg_describe_object(s.classid, s.objid, s.objsubid))
                            else format('role "%s" has rights in database "%s"',
                              {0}, (select datname from pg_database o where o.oid = s.dbid)) end
                        from pg_shdepend s, (select oid from pg_database where datname = current_database()) d
                        where s.refclassid = 'pg_authid'::regclass and s.classid <> 'pg_auth_members'::regclass
                          and s.refobjid = (select oid from pg_roles where rolname = {0})
                        order by 1
                        """, val(role)).fetchInto(String.class);
    }
}
