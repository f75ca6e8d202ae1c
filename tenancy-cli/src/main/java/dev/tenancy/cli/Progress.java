package dev.tenancy.cli;

import dev.tenancy.flyway.FleetListener;
import dev.tenancy.flyway.FleetProgress;
import dev.tenancy.flyway.TenantMigration;

/** How a run is shown while it goes on, on standard error: a bar on a terminal, else the library's plain lines. */
final class Progress {

    private Progress() {}

    /** Beside JSON with the last line, which else is the report's first on standard output. */
    static FleetListener of(boolean json) {
        FleetListener lines = FleetListener.console(System.err);
        if (json) {
            return lines;
        }
        return Terminal.find().isPresent() ? new Bar(System.err) : new WithoutReport(lines);
    }

    private record WithoutReport(FleetListener lines) implements FleetListener {
        @Override
        public void waveStarted(String wave, int tenants) {
            lines.waveStarted(wave, tenants);
        }

        @Override
        public void tenantDone(TenantMigration outcome, FleetProgress progress) {
            lines.tenantDone(outcome, progress);
        }
    }
}
