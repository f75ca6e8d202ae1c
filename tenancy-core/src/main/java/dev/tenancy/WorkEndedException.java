package dev.tenancy;

/** A {@code DSLContext}, record or cursor was used after its unit of work had ended. Nothing was sent to the database. */
public final class WorkEndedException extends TenancyException {

    private static final long serialVersionUID = 1;

    WorkEndedException(TenantId tenant) {
        super(
                tenant,
                "The unit of work in tenant '" + tenant
                        + "' has ended, and with it its DSLContext, records and cursors."
                        + " Use them inside the callback, or start another unit of work and read again.",
                null);
    }
}
