package dev.tenancy.flyway;

import dev.tenancy.TenancyException;
import dev.tenancy.TenantId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@link Tenants#ensure} waited as long as it may, and the tenant is still being provisioned. */
public final class TenantNotReadyException extends TenancyException {

    private static final long serialVersionUID = 1;

    private final Duration retryAfter;

    TenantNotReadyException(TenantId tenant, Duration retryAfter, @Nullable Throwable cause) {
        super(
                tenant,
                "Tenant '" + tenant + "' is being provisioned and not ready yet. Ask again in " + retryAfter.toSeconds()
                        + " s.",
                cause);
        this.retryAfter = retryAfter;
    }

    /**
     * When to ask again; fits the header {@code Retry-After} of a 503.
     *
     * @return whole seconds, at least one
     */
    public Duration retryAfter() {
        return retryAfter;
    }
}
