package dev.tenancy.flyway;

import static org.jooq.impl.DSL.val;

import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.TenantStatus;
import java.util.Optional;
import org.jooq.Record;
import org.jooq.Results;

/**
 * What there is of a tenant that is to be made; and its lock, if nobody held it. One message, in which each look is a
 * statement of its own, so that it sees what the lock's last holder did.
 *
 * @param locked whether this session has the lock now
 * @param entry the registry's
 * @param taken whether a schema or a role has its name
 * @param lookAlike whether another's id differs in hyphen and underscore only
 * @param database the name of this one
 * @param serverVersion as a number
 */
record FirstLook(
        boolean locked, Optional<Entry> entry, boolean taken, boolean lookAlike, String database, int serverVersion) {

    private static final String LOOK = """
            select pg_try_advisory_lock(hashtextextended({0}, 0));
            {1};
            select exists (select from pg_namespace where nspname = {2}) or exists (select from pg_roles where rolname = {3}),
              exists ({4}), current_database(), current_setting('server_version_num')::int""";

    static FirstLook at(OwnerSession session, TenantLayout layout, Registry registry, TenantId tenant) {
        Results results = session.dsl()
                .fetchMany(
                        LOOK,
                        val(TenantLock.key(layout, tenant)),
                        registry.entry(tenant),
                        val(layout.schemaOf(tenant).value()),
                        val(layout.roleOf(tenant)),
                        registry.lookAlike(tenant));
        Record facts = results.get(2).get(0);
        return new FirstLook(
                results.get(0).get(0).get(0, Boolean.class),
                results.get(1).stream().findFirst().map(Entry::of),
                facts.get(0, Boolean.class),
                facts.get(1, Boolean.class),
                facts.get(2, String.class),
                facts.get(3, Integer.class));
    }

    boolean active() {
        return entry.filter(found -> found.status() == TenantStatus.ACTIVE).isPresent();
    }

    /** Whether there is nothing of the tenant, and nobody else who makes it. */
    boolean free(ProvisionOptions options) {
        return locked && entry.isEmpty() && !taken && (options.allowsLookAlike() || !lookAlike);
    }
}
