package dev.tenancy.flyway;

import java.io.PrintStream;

/**
 * Is told how a run goes. All calls come from the thread that called {@link Fleet#apply}, one after the other. What it
 * throws is logged and changes nothing; while it works, tenants are migrated all the same.
 */
public interface FleetListener {

    /**
     * A wave begins.
     *
     * @param wave {@code canary} or {@code rest}
     * @param tenants how many tenants it has
     */
    default void waveStarted(String wave, int tenants) {}

    /**
     * A tenant has its outcome. Not called for tenants that were up to date, or that the plan had a problem with.
     *
     * @param outcome what was done
     * @param progress how far the run is
     */
    default void tenantDone(TenantMigration outcome, FleetProgress progress) {}

    /**
     * The run has ended, in whatever way.
     *
     * @param report what it did
     */
    default void finished(FleetReport report) {}

    /**
     * Shows a run to a person: each wave, each failure, and how far it is.
     *
     * @param out where to; stays open
     * @return a listener for one run at a time
     */
    static FleetListener console(PrintStream out) {
        return new FleetConsole(out);
    }
}
