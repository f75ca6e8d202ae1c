package dev.tenancy.benchmarks;

/**
 * How often contenders take turns.
 *
 * @param warmUp rounds that are not measured
 * @param rounds rounds that are: odd, so that the median is one of them; at least five
 */
record Pace(int warmUp, int rounds) {

    static final Pace FULL = new Pace(10, 31);
    static final Pace QUICK = new Pace(3, 7);
    /** For what takes seconds a turn. */
    static final Pace SLOW = new Pace(1, 5);
}
