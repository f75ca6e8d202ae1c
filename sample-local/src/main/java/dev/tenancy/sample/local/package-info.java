/** The items API on a laptop: {@link dev.tenancy.sample.local.Main} starts it. None of this is deployed. */
@NullMarked
package dev.tenancy.sample.local;

import org.jspecify.annotations.NullMarked;
