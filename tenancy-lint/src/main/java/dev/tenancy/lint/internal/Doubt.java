package dev.tenancy.lint.internal;

/**
 * A place where it is not sure how PostgreSQL cuts a script. A script with a doubt may be read, and must not be cut.
 *
 * @param line where, from 1
 * @param why what it is, as the end of "line 3: "
 */
public record Doubt(int line, String why) {}
