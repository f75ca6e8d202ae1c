package dev.tenancy;

import org.jspecify.annotations.Nullable;

/** There is no such tenant: the registry does not know it, or the database has no schema for it. */
public final class TenantNotFoundException extends TenancyException {

    private static final long serialVersionUID = 1;

    private TenantNotFoundException(TenantId tenant, String message, @Nullable Throwable cause) {
        super(tenant, message, cause);
    }

    static TenantNotFoundException unregistered(TenantId tenant) {
        return new TenantNotFoundException(
                tenant,
                "Tenant '" + tenant + "' not found: the registry has no entry for it. Provision it first: "
                        + provision(tenant),
                null);
    }

    static TenantNotFoundException noSchema(TenantId tenant, SchemaName schema, Throwable cause) {
        return new TenantNotFoundException(
                tenant,
                "Tenant '" + tenant + "' not found: the database has no schema \"" + schema + "\". Provision it first: "
                        + provision(tenant),
                cause);
    }

    private static String provision(TenantId tenant) {
        return "tenants.provision(TenantId.of(\"" + tenant + "\")).";
    }
}
