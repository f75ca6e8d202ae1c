package dev.tenancy.lint;

import dev.tenancy.lint.internal.Token;

/**
 * The name of a table, a function or the like in a script.
 *
 * @param schema empty if there is none
 * @param name without quotes, as the catalog has it
 * @param token the first of its tokens
 */
record ObjectName(String schema, String name, Token token) {

    boolean qualified() {
        return !schema.isEmpty();
    }

    /** The tenant's own, as far as its schema says. */
    boolean own() {
        return schema.isEmpty() || schema.equals(Placeholders.OWN_SCHEMA);
    }

    @Override
    public String toString() {
        return schema.isEmpty() ? "\"" + name + "\"" : "\"" + schema + "\".\"" + name + "\"";
    }
}
