package dev.tenancy.benchmarks;

/**
 * One who takes part in a race.
 *
 * @param name as tables have it
 * @param units how many units of work are one turn
 * @param work one unit of it
 */
record Contender(String name, int units, Work work) {

    /** One unit of work. */
    @FunctionalInterface
    interface Work {

        /**
         * Does it.
         *
         * @param n counts units from 0 and never starts over, so that tenants can be taken in turn
         * @throws Exception ends the benchmark
         */
        void run(int n) throws Exception;
    }
}
