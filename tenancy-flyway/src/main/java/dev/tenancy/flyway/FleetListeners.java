package dev.tenancy.flyway;

import java.util.function.Consumer;

/** Tells all listeners of a run. One that fails is logged and changes nothing. */
final class FleetListeners {

    private static final System.Logger LOG = System.getLogger(Fleet.class.getName());

    private FleetListeners() {}

    static void tell(FleetOptions options, Consumer<FleetListener> what) {
        for (FleetListener listener : options.listeners()) {
            try {
                what.accept(listener);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "A FleetListener failed; the run goes on.", e);
            }
        }
    }
}
