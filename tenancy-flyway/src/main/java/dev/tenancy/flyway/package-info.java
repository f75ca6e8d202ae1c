/**
 * The owner's side of schema per tenant: who the tenants are, how they come and go, and their migrations with Flyway.
 * Start at {@link dev.tenancy.flyway.Tenants}.
 *
 * <p>No parameter and no result is {@code null} unless it says {@code @Nullable}.
 */
@NullMarked
package dev.tenancy.flyway;

import org.jspecify.annotations.NullMarked;
