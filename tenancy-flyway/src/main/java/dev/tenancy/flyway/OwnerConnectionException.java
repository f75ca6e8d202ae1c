package dev.tenancy.flyway;

import dev.tenancy.TenancyException;

/**
 * No connection of the owner login could be had, or it broke: the pool is exhausted, the server refuses more
 * connections, or cannot be reached. What was begun is resumed by the same call, once the cause is mended.
 */
public final class OwnerConnectionException extends TenancyException {

    private static final long serialVersionUID = 1;

    OwnerConnectionException(Throwable cause) {
        super(
                null,
                "No connection of the owner login: " + Failures.text(cause)
                        + " Mend that, or wait for a connection to become" + " free, then repeat the call: it resumes.",
                cause);
    }
}
