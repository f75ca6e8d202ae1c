package dev.tenancy;

import java.util.Optional;

/**
 * How tenants' schemas are named: one to one, both ways.
 *
 * <p>The library's own, {@link #prefix(String)}, is a prefix before the id, letter by letter, so it cannot go wrong. Your
 * own must be pure, fast and safe for any thread; it is checked at each use ({@link TenantLayout#schemaOf}): a name over
 * 63 bytes, one of PostgreSQL's own, or one that does not lead back to the same tenant is a
 * {@link SchemaNamingException}, before any SQL.
 */
public interface SchemaNaming {

    /**
     * The schema of a tenant.
     *
     * @param tenant any tenant, existing or not
     * @return its schema's name; no other tenant may have it
     * @throws InvalidSchemaNameException if there is no name for this tenant
     */
    SchemaName schemaOf(TenantId tenant);

    /**
     * The tenant of a schema: the way back.
     *
     * @param schema any schema's name
     * @return the tenant for which {@link #schemaOf} gives this name; empty if it is no tenant's schema
     */
    Optional<TenantId> tenantOf(SchemaName schema);

    /**
     * A prefix before the id: with {@code tenant_}, tenant {@code acme} lives in schema {@code tenant_acme}.
     *
     * @param prefix up to 15 characters out of {@code a-z 0-9 - _}, or empty
     * @return the naming
     * @throws TenancyConfigurationException if the prefix is longer, has other characters, or starts with {@code pg_}
     */
    static SchemaNaming prefix(String prefix) {
        return new PrefixNaming(prefix);
    }
}
