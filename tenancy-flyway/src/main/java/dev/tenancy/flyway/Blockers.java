package dev.tenancy.flyway;

import static org.jooq.impl.DSL.val;

import dev.tenancy.SchemaName;
import dev.tenancy.TenantId;
import java.util.List;

/** Who holds what a tenant's work waits for. */
final class Blockers {

    private Blockers() {}

    static String of(OwnerSession session, TenantId tenant, SchemaName schema) {
        List<String> holders =
                session.dsl().resultQuery("""
                        select distinct format('process %s (%s, %s, in this transaction since %s)', a.pid, a.usename,
                          coalesce(a.state, 'state unknown'), a.xact_start)
                        from pg_locks l
                          join pg_class c on c.oid = l.relation
                          join pg_namespace n on n.oid = c.relnamespace
                          join pg_stat_activity a on a.pid = l.pid
                        where n.nspname = {0} and l.granted and l.pid <> pg_backend_pid()
                          and l.database = (select oid from pg_database where datname = current_database())
                        order by 1 limit 5
                        """, val(schema.value())).fetchInto(String.class);
        return "Tables of tenant '" + tenant + "' are in use: "
                + (holders.isEmpty() ? "they were a moment ago" : holders)
                + ". Let these end (or end them with pg_terminate_backend), then repeat the call: it resumes.";
    }
}
