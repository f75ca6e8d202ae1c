package dev.tenancy.flyway;

import dev.tenancy.TenancyException;

/** A run did not bring all tenants up to date. The message names the first five that failed; the report has all. */
public final class FleetMigrationException extends TenancyException {

    private static final long serialVersionUID = 1;

    private final transient FleetReport report;

    FleetMigrationException(FleetReport report) {
        super(null, FleetReportText.failure(report), null);
        this.report = report;
    }

    /**
     * What the run did.
     *
     * @return the report; not there after serialisation
     */
    public FleetReport report() {
        return report;
    }
}
