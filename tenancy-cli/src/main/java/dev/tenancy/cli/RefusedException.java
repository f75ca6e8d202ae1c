package dev.tenancy.cli;

import dev.tenancy.TenantId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Nothing was done, since something stands against it. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient @Nullable TenantId tenant;

    /** About no tenant, or about several. */
    RefusedException(String message) {
        this(null, message);
    }

    RefusedException(@Nullable TenantId tenant, String message) {
        super(message);
        this.tenant = tenant;
    }

    Optional<TenantId> tenant() {
        return Optional.ofNullable(tenant);
    }
}
