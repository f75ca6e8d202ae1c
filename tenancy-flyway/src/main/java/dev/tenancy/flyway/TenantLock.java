package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import java.time.Duration;
import java.util.Optional;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * At most one session works on a tenant: an advisory lock of the session that does the DDL. Ids that differ in {@code -}
 * and {@code _} only share one, so that two of them are not made at the same time.
 */
final class TenantLock {

    private TenantLock() {}

    static void take(OwnerSession session, TenantLayout layout, TenantId tenant, Duration wait) {
        take(session, key(layout, tenant), wait, tenant, "tenant '" + tenant + "'");
    }

    static String key(TenantLayout layout, TenantId tenant) {
        return prefix(layout) + tenant.value().replace('_', '-');
    }

    static String prefix(TenantLayout layout) {
        return "tenancy/tenant/" + layout.sharedSchema() + "/";
    }

    static void takeRegistry(OwnerSession session, TenantLayout layout, Duration wait) {
        take(session, "tenancy/registry/" + layout.sharedSchema(), wait, null, "the registry");
    }

    static void releaseRegistry(OwnerSession session, TenantLayout layout) {
        if (session.alive()) {
            session.dsl()
                    .fetch(
                            "select pg_advisory_unlock(hashtextextended({0}, 0))",
                            DSL.val("tenancy/registry/" + layout.sharedSchema()));
        }
    }

    /** The lock of who migrates the whole fleet; not waited for: empty if it is held now, else who holds it. */
    static Optional<String> tryFleet(OwnerSession session, TenantLayout layout) {
        String key = "tenancy/fleet/" + layout.sharedSchema();
        boolean held = Boolean.TRUE.equals(
                session.dsl().fetchValue("select pg_try_advisory_lock(hashtextextended({0}, 0))", DSL.val(key)));
        return held ? Optional.empty() : Optional.of(holder(session, key));
    }

    private static void take(OwnerSession session, String key, Duration wait, @Nullable TenantId tenant, String what) {
        session.lockTimeout(wait);
        try {
            session.dsl().fetch("select pg_advisory_lock(hashtextextended({0}, 0))", DSL.val(key));
        } catch (DataAccessException e) {
            if (Failures.sqlState(e).filter("55P03"::equals).isPresent()) {
                throw new TenantBusyException(tenant, busy(session, key, wait, what), e);
            }
            throw e;
        }
        session.usualLockTimeout();
    }

    private static String busy(OwnerSession session, String key, Duration wait, String what) {
        return "Work on " + what + " did not begin in " + wait.toMillis() + " ms: PostgreSQL's " + holder(session, key)
                + " is working on it. Try again.";
    }

    private static String holder(OwnerSession session, String key) {
        return session.dsl()
                .fetchOptional("""
                        select format('process %s (%s, from %s, connected since %s)', a.pid, coalesce(nullif(a.application_name, ''), 'no name'),
                          coalesce(host(a.client_addr), 'this machine'), a.backend_start)
                        from pg_locks l join pg_stat_activity a using (pid)
                        where l.locktype = 'advisory' and l.objsubid = 1 and l.granted
                          and (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended({0}, 0)
                          and l.database = (select oid from pg_database where datname = current_database())
                        """, DSL.val(key))
                .map(row -> row.get(0, String.class))
                .orElse("a process that has just ended");
    }
}
