/**
 * Run jOOQ in one tenant's PostgreSQL schema: start at {@link dev.tenancy.Tenancy}.
 *
 * <p>No parameter and no result is {@code null} unless it says {@code @Nullable}.
 */
package dev.tenancy;
