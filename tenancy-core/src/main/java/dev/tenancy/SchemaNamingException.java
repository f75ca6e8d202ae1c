package dev.tenancy;

import org.jspecify.annotations.Nullable;

/**
 * A {@link SchemaNaming} does not keep its contract for one tenant: its name is refused, meets another schema of the
 * {@link TenantLayout}, or does not lead back to the same tenant.
 */
public final class SchemaNamingException extends TenancyException {

    private static final long serialVersionUID = 1;

    SchemaNamingException(TenantId tenant, String message, @Nullable Throwable cause) {
        super(tenant, "Tenant '" + tenant + "' gets no name: " + message, cause);
    }
}
