package dev.tenancy.benchmarks;

/** How many threads a fleet's contenders have: the same for all. */
final class Workers {

    static final int COUNT = 4;

    private Workers() {}
}
