package dev.tenancy.flyway;

import dev.tenancy.TenancyException;

/**
 * Another runner migrates the fleet of this database; the message says who. Nothing was done. When it has ended, plan again:
 * what it did is then no longer pending.
 */
public final class FleetBusyException extends TenancyException {

    private static final long serialVersionUID = 1;

    FleetBusyException(String holder) {
        super(
                null,
                "The fleet is being migrated by another runner: PostgreSQL's " + holder
                        + ". Nothing was done here. Wait until it has ended, then plan again.",
                null);
    }
}
