package dev.tenancy.flyway;

import dev.tenancy.TenancyException;
import dev.tenancy.TenantId;

/** There is a tenant whose id differs from the new one in {@code -} and {@code _} only. */
public final class LookAlikeTenantException extends TenancyException {

    private static final long serialVersionUID = 1;

    private final transient TenantId existing;

    LookAlikeTenantException(TenantId tenant, TenantId existing) {
        super(
                tenant,
                "Tenant '" + tenant + "' is refused: '" + existing
                        + "' exists and differs in '-' and '_' only, so people"
                        + " would confuse them. Choose another id, or provision with"
                        + " ProvisionOptions.defaults().allowLookAlike().",
                null);
        this.existing = existing;
    }

    /**
     * The tenant that it looks like.
     *
     * @return a tenant of the registry, maybe a deleted one
     */
    public TenantId existing() {
        return existing;
    }
}
