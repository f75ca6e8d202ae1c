package dev.tenancy;

/** A {@link Tenancy} or {@link TenantLayout} cannot be built as asked for. The message says which setting and why. */
public final class TenancyConfigurationException extends TenancyException {

    private static final long serialVersionUID = 1;

    TenancyConfigurationException(String message) {
        super(null, message, null);
    }
}
