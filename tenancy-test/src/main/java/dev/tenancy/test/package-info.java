/**
 * A real PostgreSQL for tests of schema-per-tenant code: start at {@link dev.tenancy.test.PostgresExtension}.
 *
 * <p>No parameter and no result is {@code null} unless it says {@code @Nullable}.
 */
@NullMarked
package dev.tenancy.test;

import org.jspecify.annotations.NullMarked;
