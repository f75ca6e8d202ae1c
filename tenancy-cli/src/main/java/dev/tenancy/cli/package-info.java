/** The operator's command line. Run the jar; nothing here is meant to be called. */
@NullMarked
package dev.tenancy.cli;

import org.jspecify.annotations.NullMarked;
