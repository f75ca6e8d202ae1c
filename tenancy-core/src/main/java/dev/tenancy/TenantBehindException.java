package dev.tenancy;

import java.util.Optional;

/**
 * The tenant's tables are older than what the code needs: its migrations have not run yet. Nothing was done, and no
 * connection for data was taken. Worth trying again later; a service answers 503.
 */
public final class TenantBehindException extends TenancyException {

    private static final long serialVersionUID = 1;

    private final transient Optional<String> version;
    private final String required;

    TenantBehindException(TenantId tenant, Optional<String> version, SchemaVersion required) {
        super(
                tenant,
                "Tenant '" + tenant + "' is behind: it is at "
                        + version.map(found -> "version " + found).orElse("no version yet") + " and this needs "
                        + required + ". Migrate it: tenants.migrate(TenantId.of(\"" + tenant + "\")).",
                null);
        this.version = version;
        this.required = required.text();
    }

    /**
     * The version that the tenant has.
     *
     * @return what the registry says; empty if no versioned migration has run yet
     */
    public Optional<String> version() {
        return version;
    }

    /**
     * The version that was required.
     *
     * @return the least version that would have been served
     */
    public String required() {
        return required;
    }
}
