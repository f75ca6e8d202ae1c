/**
 * Finds in migration scripts what fails, reaches out of a tenant, or makes others wait. Begin with {@link dev.tenancy.lint.Lint}.
 *
 * <p>No parameter and no result is {@code null} unless it says {@code @Nullable}.
 */
@NullMarked
package dev.tenancy.lint;

import org.jspecify.annotations.NullMarked;
