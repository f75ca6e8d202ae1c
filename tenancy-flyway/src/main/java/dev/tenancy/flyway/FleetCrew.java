package dev.tenancy.flyway;

import java.util.function.Supplier;

/**
 * Who visits tenants.
 *
 * @param worker makes one, for one thread
 * @param workers how many at most
 * @param ahead how many outcomes may wait to be taken before workers wait for that
 */
record FleetCrew<T, O extends Outcome>(Supplier<FleetWorker<T, O>> worker, int workers, int ahead) {}
