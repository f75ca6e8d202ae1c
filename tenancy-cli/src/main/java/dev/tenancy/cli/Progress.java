package dev.tenancy.cli;

import dev.tenancy.flyway.FleetListener;
import dev.tenancy.flyway.FleetProgress;
import dev.tenancy.flyway.FleetReport;
import dev.tenancy.flyway.TenantMigration;

/**
 * A run that is shown while it goes on, on standard error (a bar on a terminal, else lines), and its report, on standard
 * output: what both begin and end with is not said twice.
 */
record Progress(boolean json, boolean terminal) {

    static Progress of(Call call) {
        return new Progress(call.json(), Terminal.find().isPresent());
    }

    FleetListener listener() {
        FleetListener console = FleetListener.console(System.err);
        return json || terminal ? console : new WithoutEnd(console);
    }

    String text(FleetReport report) {
        String text = Advice.inCommands(report.toString());
        return terminal ? text.substring(text.indexOf('\n') + 1) : text;
    }

    private record WithoutEnd(FleetListener console) implements FleetListener {
        @Override
        public void waveStarted(String wave, int tenants) {
            console.waveStarted(wave, tenants);
        }

        @Override
        public void tenantDone(TenantMigration outcome, FleetProgress progress) {
            console.tenantDone(outcome, progress);
        }
    }
}
