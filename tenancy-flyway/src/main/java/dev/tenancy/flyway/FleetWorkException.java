package dev.tenancy.flyway;

import dev.tenancy.TenancyException;

/** Work was not done in all tenants. The message names the first five that failed; the report has all. */
public final class FleetWorkException extends TenancyException {

    private static final long serialVersionUID = 1;

    private final transient FleetWorkReport report;

    FleetWorkException(FleetWorkReport report) {
        super(
                null,
                FleetWorkText.failure(report),
                report.failures().stream()
                        .map(TenantOutcome.Failed::error)
                        .findFirst()
                        .orElse(null));
        this.report = report;
    }

    /**
     * What the run did.
     *
     * @return the report; not there after serialisation
     */
    public FleetWorkReport report() {
        return report;
    }
}
