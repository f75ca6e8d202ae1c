package dev.tenancy.flyway;

/** One thread's part of a run: visits one tenant after the other. It makes an outcome of every exception. */
interface FleetWorker<T, O extends Outcome> extends AutoCloseable {

    O visit(T tenant);

    /** Gives back what it kept from tenant to tenant. */
    @Override
    default void close() {}
}
