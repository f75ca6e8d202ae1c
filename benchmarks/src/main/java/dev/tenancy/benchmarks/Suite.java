package dev.tenancy.benchmarks;

/** Something that is measured on its own. */
@FunctionalInterface
interface Suite {

    void run(Options options, Findings findings) throws Exception;
}
