package dev.tenancy;

import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Who is served. Given to a {@link Tenancy}, it is asked before each unit of work, before a connection for data is taken;
 * a tenant that it does not know or that is not {@link TenantStatus#ACTIVE} never reaches one.
 *
 * <p>{@link #table} reads the library's own table. If you keep your tenants elsewhere, implement {@link #statusOf}: it must
 * be safe for any thread, and may throw what it likes, which reaches the caller.
 */
@FunctionalInterface
public interface TenantRegistry {

    /**
     * Where a tenant is in its life.
     *
     * @param tenant any tenant
     * @return its status, or empty if there is no such tenant
     */
    Optional<TenantStatus> statusOf(TenantId tenant);

    /**
     * Forgets what is remembered of a tenant. {@link Tenancy} calls this when PostgreSQL refuses a tenant that the registry
     * called active. A registry that remembers nothing, the default, has nothing to do.
     *
     * @param tenant the tenant whose status may have changed
     */
    default void forget(TenantId tenant) {}

    /**
     * The reader of the table {@code tenants} in the layout's shared schema: one query, one round trip and one connection
     * for each question. The table is made by {@code tenancy-flyway}; the login needs SELECT on it.
     *
     * @param dataSource where the table is, with the app login; asked for a connection with auto-commit on
     * @param layout names the shared schema
     * @return a reader that remembers nothing; see {@link #cached(Duration)}
     */
    static TenantRegistry table(DataSource dataSource, TenantLayout layout) {
        return new RegistryTable(dataSource, layout);
    }

    /**
     * This registry, remembered: an answer is used until it is {@code timeToLive} old, so a change is seen at most that
     * much later ({@link TenantStatus#SUSPENDED} is enforced by PostgreSQL at once all the same, where tenancy-flyway
     * suspends). Of many threads that ask for one forgotten tenant, one asks this registry and the others wait for its
     * answer. Unknown tenants are remembered too. A failure is not remembered. At most 10,000 tenants are kept, those
     * asked for least recently go first.
     *
     * @param timeToLive how long an answer is used; seconds, usually
     * @return a view of this registry, safe for any thread
     * @throws TenancyConfigurationException if {@code timeToLive} is not positive
     */
    default TenantRegistry cached(Duration timeToLive) {
        return new CachedRegistry(this, timeToLive, System::nanoTime);
    }
}
