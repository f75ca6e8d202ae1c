package dev.tenancy.flyway;

import dev.tenancy.TenancyException;

/** {@link DriftReport#orThrow()}: tenants drifted. The message is the text of the report. */
public final class DriftException extends TenancyException {

    private static final long serialVersionUID = 1;

    private final transient DriftReport report;

    DriftException(DriftReport report) {
        super(null, report.toString(), null);
        this.report = report;
    }

    /**
     * Who drifted.
     *
     * @return the report; not there after serialisation
     */
    public DriftReport report() {
        return report;
    }
}
