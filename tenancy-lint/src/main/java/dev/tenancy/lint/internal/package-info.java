/**
 * What PostgreSQL's scanner sees in a script: tokens and statements; and JSON. For the modules of this library; may change
 * at any time.
 *
 * <p>No parameter and no result is {@code null} unless it says {@code @Nullable}.
 */
@NullMarked
package dev.tenancy.lint.internal;

import org.jspecify.annotations.NullMarked;
