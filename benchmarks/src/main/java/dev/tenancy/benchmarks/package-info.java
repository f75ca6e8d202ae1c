/** Ours against its rivals, in one process and in turn: {@link dev.tenancy.benchmarks.Main}. */
@org.jspecify.annotations.NullMarked
package dev.tenancy.benchmarks;
