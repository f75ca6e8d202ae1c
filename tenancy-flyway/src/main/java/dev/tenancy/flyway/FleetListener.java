package dev.tenancy.flyway;

import java.io.PrintStream;

/**
 * Is told how a run goes. All calls come from the thread that called {@link Fleet#apply} or {@link Fleet#forEach}, or that
 * reads the stream of {@link Fleet#query}, one after the other. What it throws is logged and changes nothing; while it
 * works, tenants are visited all the same.
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
     * Work was done in a tenant, or failed.
     *
     * @param outcome what was done
     * @param progress how far the run is
     */
    default void tenantDone(TenantOutcome<?> outcome, FleetProgress progress) {}

    /**
     * The run has ended, in whatever way.
     *
     * @param report what it did
     */
    default void finished(FleetReport report) {}

    /**
     * The run of {@link Fleet#forEach} has ended, in whatever way. The end of {@link Fleet#query} is that of its stream.
     *
     * @param report what it did
     */
    default void finished(FleetWorkReport report) {}

    /**
     * Shows a run to a person: each wave, each failure, and how far it is. Draws a bar if {@code out} is this process's
     * terminal and {@code me.tongfei:progressbar} is on the class path, an optional dependency; prints a line every few
     * seconds elsewhere.
     *
     * @param out where to; stays open
     * @return a listener for one run at a time
     */
    static FleetListener console(PrintStream out) {
        return FleetConsole.on(out, Terminal.is(out));
    }
}
