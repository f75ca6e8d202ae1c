package dev.tenancy;

import java.sql.SQLException;

/** The {@code DataSource} gave no connection: its pool is exhausted, or the server cannot be reached. */
public final class ConnectionUnavailableException extends TenancyException {

    private static final long serialVersionUID = 1;

    ConnectionUnavailableException(TenantId tenant, SQLException cause) {
        super(
                tenant,
                "No connection for a unit of work in tenant '" + tenant + "': " + cause.getMessage()
                        + ". Nothing was done. If the pool is exhausted, make units of work shorter or the pool larger.",
                cause);
    }
}
