package dev.tenancy;

import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Who is served. Given to a {@link Tenancy}, it is asked before each unit of work, before a connection for data is taken;
 * a tenant that it does not know or that is not {@link TenantStatus#ACTIVE} never reaches one, and neither does one whose
 * tables are older than what was required ({@link TenancyBuilder#requires}, {@link WorkOptions#requires}).
 *
 * <p>{@link #table} reads the library's own table. If you keep your tenants elsewhere, implement {@link #statusOf}, and
 * {@link #find} if you know versions too: they must be safe for any thread, and may throw what they like, which reaches
 * the caller.
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
     * A tenant's status and version in one answer; what {@link Tenancy} asks for. By default {@link #statusOf} without a
     * version: enough for everything but versions.
     *
     * @param tenant any tenant
     * @return its entry, or empty if there is no such tenant
     */
    default Optional<TenantEntry> find(TenantId tenant) {
        return statusOf(tenant).map(TenantEntry::of);
    }

    /**
     * As {@link #find}, with nothing that was known before this call began: for a tenant that looks behind, since it may
     * have been migrated a moment ago. By default {@link #forget}, then {@link #find}.
     *
     * @param tenant any tenant
     * @return its entry as it is now, or empty if there is no such tenant
     */
    default Optional<TenantEntry> findNow(TenantId tenant) {
        forget(tenant);
        return find(tenant);
    }

    /**
     * Whether a tenant has the tables of a version, for code that must choose between an old way and a new one. A tenant
     * that looks behind is asked for with {@link #findNow}, so a tenant that was migrated is never taken for an old one;
     * true costs nothing but {@link #find}, because versions only grow.
     *
     * @param tenant any tenant
     * @param version the version, as in the name of its script; ordered as {@link TenantEntry#atLeast} says
     * @return true if the tenant is at that version or later; false if not, or if there is no such tenant
     * @throws TenancyConfigurationException if this registry keeps no versions, or the version is none
     */
    default boolean atLeast(TenantId tenant, String version) {
        return Gate.atLeast(this, tenant, SchemaVersion.of(version));
    }

    /**
     * Looks for active tenants that a build cannot serve, because their tables are too old for it or too new; for
     * start-up: {@code registry.verifyVersions("10", "12").orThrow()}. Suspended tenants are not looked at. With
     * {@link #table}: one query, and a second one if there are tenants outside.
     *
     * @param least the oldest version that the build can serve
     * @param most the newest one, at least as late
     * @return which tenants are outside
     * @throws TenancyConfigurationException if this registry cannot list its tenants, or the versions are none
     */
    default VersionCheck verifyVersions(String least, String most) {
        throw new TenancyConfigurationException(
                "This registry cannot list its tenants, so nobody can say which are outside"
                        + " versions " + least + " to " + most
                        + ". Use TenantRegistry.table(..), or implement verifyVersions(..).");
    }

    /**
     * Forgets what is remembered of a tenant. {@link Tenancy} calls this when PostgreSQL refuses a tenant that the registry
     * called active. A registry that remembers nothing, the default, has nothing to do.
     *
     * @param tenant the tenant whose status may have changed
     */
    default void forget(TenantId tenant) {}

    /**
     * The reader of the table {@code tenants} in the layout's shared schema: one query, one round trip and one connection
     * for each question, status and version together. The table is made by {@code tenancy-flyway}; the login needs SELECT on it.
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
     * answer; so it is with {@link #findNow}, whose answer is remembered. Unknown tenants are remembered too. A failure is
     * not remembered. At most 10,000 tenants are kept, those asked for least recently go first.
     *
     * @param timeToLive how long an answer is used; seconds, usually
     * @return a view of this registry, safe for any thread
     * @throws TenancyConfigurationException if {@code timeToLive} is not positive
     */
    default TenantRegistry cached(Duration timeToLive) {
        return new CachedRegistry(this, timeToLive, System::nanoTime);
    }
}
