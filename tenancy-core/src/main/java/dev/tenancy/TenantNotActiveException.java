package dev.tenancy;

/** The tenant exists but is not served now: being provisioned, suspended, or being deleted. */
public final class TenantNotActiveException extends TenancyException {

    private static final long serialVersionUID = 1;

    private final TenantStatus status;

    TenantNotActiveException(TenantId tenant, TenantStatus status) {
        super(tenant, "Tenant '" + tenant + "' is not served: it is " + status + ". " + advice(status), null);
        this.status = status;
    }

    /**
     * What the registry says of the tenant.
     *
     * @return any status but {@link TenantStatus#ACTIVE}
     */
    public TenantStatus status() {
        return status;
    }

    private static String advice(TenantStatus status) {
        return switch (status) {
            case REQUESTED, PROVISIONING -> "Wait for its provisioning to end.";
            case FAILED -> "Read why in the registry, then provision it again.";
            case SUSPENDED -> "Resume it to serve it again.";
            case DELETING, DELETED -> "It cannot come back; its id is never used again.";
            case ACTIVE -> throw new AssertionError(status);
        };
    }
}
