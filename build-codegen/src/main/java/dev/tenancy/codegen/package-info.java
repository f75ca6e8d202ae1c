/** Generates jOOQ code from migrations, in the build: see {@link dev.tenancy.codegen.Codegen}. */
@org.jspecify.annotations.NullMarked
package dev.tenancy.codegen;
