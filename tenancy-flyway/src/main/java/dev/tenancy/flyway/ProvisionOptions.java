package dev.tenancy.flyway;

/**
 * How one {@link Tenants#provision(dev.tenancy.TenantId, ProvisionOptions) provisioning} differs from the usual. Each
 * method gives a new value; immutable.
 */
public final class ProvisionOptions {

    private static final ProvisionOptions DEFAULTS = new ProvisionOptions(false, false);

    private final boolean adoptExisting;
    private final boolean allowLookAlike;

    private ProvisionOptions(boolean adoptExisting, boolean allowLookAlike) {
        this.adoptExisting = adoptExisting;
        this.allowLookAlike = allowLookAlike;
    }

    /**
     * The usual: a schema or role that is there already is refused, and so is an id that looks like another tenant's.
     *
     * @return the options that {@code provision} has when none are given
     */
    public static ProvisionOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Takes a schema, and a role, that exist already. The schema must belong to the owner login and be empty, or have
     * a Flyway history that matches the scripts; the role must be no more than a tenant's role and belong to no other
     * database.
     *
     * @return new options
     */
    public ProvisionOptions adoptExisting() {
        return new ProvisionOptions(true, allowLookAlike);
    }

    /**
     * Allows an id that differs from an existing tenant's in {@code -} and {@code _} only.
     *
     * @return new options
     */
    public ProvisionOptions allowLookAlike() {
        return new ProvisionOptions(adoptExisting, true);
    }

    boolean adopts() {
        return adoptExisting;
    }

    boolean allowsLookAlike() {
        return allowLookAlike;
    }
}
