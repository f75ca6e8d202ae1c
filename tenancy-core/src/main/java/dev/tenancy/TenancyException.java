package dev.tenancy;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The root of all failures that this library reports. Callers catch it, only the library throws it. The message says
 * what happened, to which tenant, and what to do next; it names schemas and roles, so it belongs in a log and not in an
 * answer to a client.
 */
public abstract class TenancyException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient @Nullable TenantId tenant;

    /**
     * For the library's own modules.
     *
     * @param tenant the tenant that the failure is about, or null if it is about none
     * @param message what happened and what to do next
     * @param cause what made it happen, or null
     */
    protected TenancyException(@Nullable TenantId tenant, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.tenant = tenant;
    }

    /**
     * The tenant that this failure is about.
     *
     * @return the tenant; empty if the failure is about none (a configuration, say), or after serialisation
     */
    public Optional<TenantId> tenant() {
        return Optional.ofNullable(tenant);
    }
}
