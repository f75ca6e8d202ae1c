package dev.tenancy.flyway;

import dev.tenancy.TenantLayout;

/**
 * One runner of a fleet at a time: an advisory lock on a connection of its own, which is looked at once a second. It guards
 * against work that is done twice in vain, not against damage: each tenant's own lock does that.
 */
final class RunnerLock implements AutoCloseable {

    private static final long LOOK_MILLIS = 1_000;

    private final OwnerSession session;
    private final Thread watch;
    private volatile boolean lost;

    private RunnerLock(OwnerSession session) {
        this.session = session;
        this.watch = new Thread(this::watch, "tenancy-fleet-lock");
        watch.setDaemon(true);
        watch.start();
    }

    static RunnerLock take(OwnerConnections connections, TenantLayout layout) {
        OwnerSession session = connections.openBeside();
        try {
            session.set(
                    "application_name",
                    "tenancy fleet runner, process " + ProcessHandle.current().pid());
            TenantLock.tryFleet(session, layout).ifPresent(holder -> {
                throw new FleetBusyException(holder);
            });
            return new RunnerLock(session);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    boolean lost() {
        return lost;
    }

    private void watch() {
        try {
            while (!lost) {
                Thread.sleep(LOOK_MILLIS);
                lost = !session.alive();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        watch.interrupt();
        boolean interrupted = false;
        while (watch.isAlive()) {
            try {
                watch.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        session.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
