package dev.tenancy.flyway;

import dev.tenancy.TenancyException;
import org.jspecify.annotations.Nullable;

/** {@link Tenants} or {@link DatabaseSetup} cannot work as it was asked to. The message says which setting, and what to set. */
public final class TenantsConfigurationException extends TenancyException {

    private static final long serialVersionUID = 1;

    TenantsConfigurationException(String message) {
        this(message, null);
    }

    TenantsConfigurationException(String message, @Nullable Throwable cause) {
        super(null, message, cause);
    }
}
