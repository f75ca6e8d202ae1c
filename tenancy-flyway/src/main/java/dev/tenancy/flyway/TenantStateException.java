package dev.tenancy.flyway;

import dev.tenancy.TenancyException;
import dev.tenancy.TenantId;
import dev.tenancy.TenantStatus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tenant's status does not allow what was asked for, or the registry does not know the tenant. */
public final class TenantStateException extends TenancyException {

    private static final long serialVersionUID = 1;

    private final @Nullable TenantStatus status;

    TenantStateException(TenantId tenant, @Nullable TenantStatus status, String wanted, String next) {
        super(
                tenant,
                "Tenant '" + tenant + "' cannot be " + wanted + ": "
                        + (status == null ? "the registry has no entry for it." : "it is " + status + ".") + " " + next,
                null);
        this.status = status;
    }

    /**
     * Where the tenant is in its life.
     *
     * @return its status; empty if the registry does not know it
     */
    public Optional<TenantStatus> status() {
        return Optional.ofNullable(status);
    }
}
