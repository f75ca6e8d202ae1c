package dev.tenancy.flyway;

import dev.tenancy.TenancyException;
import dev.tenancy.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Somebody else works on the tenant, or holds what the work needs, for longer than this call was to wait. Nothing was
 * changed that a repeated call does not continue: call again.
 */
public final class TenantBusyException extends TenancyException {

    private static final long serialVersionUID = 1;

    TenantBusyException(@Nullable TenantId tenant, String message, @Nullable Throwable cause) {
        super(tenant, message, cause);
    }
}
