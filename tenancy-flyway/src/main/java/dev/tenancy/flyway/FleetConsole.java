package dev.tenancy.flyway;

import java.io.PrintStream;

/** Shows waves, failures and how far a run is. */
final class FleetConsole implements FleetListener {

    private final FleetDisplay display;

    private FleetConsole(FleetDisplay display) {
        this.display = display;
    }

    /** A bar, where somebody sees it and the library that draws it is there. */
    static FleetConsole on(PrintStream out, boolean terminal) {
        try {
            return new FleetConsole(terminal ? FleetBar.on(out) : new FleetLines(out));
        } catch (NoClassDefFoundError withoutTheLibrary) {
            return new FleetConsole(new FleetLines(out));
        }
    }

    @Override
    public void waveStarted(String wave, int tenants) {
        display.say("Wave " + wave + ": " + FleetPlanText.tenants(tenants) + ".");
    }

    @Override
    public void tenantDone(TenantMigration outcome, FleetProgress progress) {
        FleetReportText.trouble(outcome).ifPresent(display::say);
        display.show(progress);
    }

    @Override
    public void tenantDone(TenantOutcome<?> outcome, FleetProgress progress) {
        FleetWorkText.trouble(outcome).ifPresent(display::say);
        display.show(progress);
    }

    @Override
    public void finished(FleetReport report) {
        display.end(FleetReportText.summary(report));
    }

    @Override
    public void finished(FleetWorkReport report) {
        display.end(FleetWorkText.summary(report));
    }
}
