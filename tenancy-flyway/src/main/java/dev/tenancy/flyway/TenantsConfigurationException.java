package dev.tenancy.flyway;

import dev.tenancy.TenancyException;

/** {@link Tenants} cannot work as it was asked to. The message says which setting, and what to set. */
public final class TenantsConfigurationException extends TenancyException {

    private static final long serialVersionUID = 1;

    TenantsConfigurationException(String message) {
        super(null, message, null);
    }
}
