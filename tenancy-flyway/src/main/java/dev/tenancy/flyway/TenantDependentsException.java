package dev.tenancy.flyway;

import dev.tenancy.TenancyException;
import dev.tenancy.TenantId;
import java.util.List;

/**
 * A deletion stopped: something outside the tenant depends on it. What was dropped before is gone, the tenant stays
 * {@code DELETING}; remove the dependents and call {@link Tenants#deprovision} again.
 */
public final class TenantDependentsException extends TenancyException {

    private static final long serialVersionUID = 1;

    private final transient List<String> dependents;

    TenantDependentsException(TenantId tenant, List<String> dependents) {
        super(
                tenant,
                "Tenant '" + tenant + "' is not removed yet: outside of it, " + dependents.size() + " depend on it:\n- "
                        + String.join("\n- ", dependents)
                        + "\nDrop or change them, then deprovision it again: it resumes.",
                null);
        this.dependents = List.copyOf(dependents);
    }

    /**
     * What depends on the tenant.
     *
     * @return a sentence each, at least one
     */
    public List<String> dependents() {
        return dependents;
    }
}
