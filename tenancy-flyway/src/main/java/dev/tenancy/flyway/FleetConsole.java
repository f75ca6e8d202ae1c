package dev.tenancy.flyway;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A line each wave and each failure, and one now and then. */
final class FleetConsole implements FleetListener {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final PrintStream out;
    private @Nullable Duration last;

    FleetConsole(PrintStream out) {
        this.out = out;
    }

    @Override
    public void waveStarted(String wave, int tenants) {
        last = null;
        out.println("Wave " + wave + ": " + FleetPlanText.tenants(tenants));
    }

    @Override
    public void tenantDone(TenantMigration outcome, FleetProgress progress) {
        done(FleetReportText.trouble(outcome), progress);
    }

    @Override
    public void tenantDone(TenantOutcome<?> outcome, FleetProgress progress) {
        done(FleetWorkText.trouble(outcome), progress);
    }

    private void done(Optional<String> trouble, FleetProgress progress) {
        trouble.ifPresent(line -> out.println("  " + line));
        Duration before = last;
        boolean due = before == null || progress.elapsed().minus(before).compareTo(BETWEEN_LINES) >= 0;
        if (due || progress.done() == progress.total()) {
            last = progress.elapsed();
            out.println("  " + progress.done() + " of " + progress.total()
                    + (progress.failed() == 0 ? "" : ", " + progress.failed() + " failed")
                    + progress.remaining()
                            .map(left -> ", about " + FleetReportText.duration(left) + " left")
                            .orElse(""));
        }
    }

    @Override
    public void finished(FleetReport report) {
        out.println(FleetReportText.summary(report));
    }

    @Override
    public void finished(FleetWorkReport report) {
        out.println(FleetWorkText.summary(report));
    }
}
