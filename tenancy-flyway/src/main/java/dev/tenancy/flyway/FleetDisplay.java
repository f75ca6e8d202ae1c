package dev.tenancy.flyway;

/** Where a {@link FleetConsole} shows a run. */
interface FleetDisplay {

    void say(String line);

    void show(FleetProgress progress);

    void end(String summary);
}
