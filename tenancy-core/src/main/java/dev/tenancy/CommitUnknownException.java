package dev.tenancy;

/**
 * COMMIT was sent and its answer was lost: whether the unit of work was kept is unknown. It is never repeated by the
 * library. Find out by reading, or make the work safe to repeat with a key of its own.
 */
public final class CommitUnknownException extends TenancyException {

    private static final long serialVersionUID = 1;

    CommitUnknownException(TenantId tenant, Throwable cause) {
        super(
                tenant,
                "It is unknown whether the unit of work in tenant '" + tenant
                        + "' was committed: the connection was lost while PostgreSQL was asked to. Read before you repeat it.",
                cause);
    }
}
