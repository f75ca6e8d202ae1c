package dev.tenancy;

/** A record or statement that belongs to one tenant was used in another one. Nothing was sent to the database. */
public final class WrongTenantException extends TenancyException {

    private static final long serialVersionUID = 1;

    private final transient TenantId owner;

    WrongTenantException(TenantId owner, TenantId used, String what) {
        super(
                used,
                what + " of tenant '" + owner + "' was used in tenant '" + used
                        + "'. Refused: it would change another tenant's row. Read it again in tenant '" + used + "'.",
                null);
        this.owner = owner;
    }

    /**
     * The tenant that the record or statement belongs to; {@link #tenant()} is the one it was used in.
     *
     * @return its tenant
     */
    public TenantId owner() {
        return owner;
    }
}
