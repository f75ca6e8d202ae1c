package dev.tenancy;

/**
 * The name of one tenant's schema: 1 to {@value #MAX_LENGTH} characters out of {@code a-z 0-9 - _}, and none that
 * PostgreSQL keeps for itself ({@code public}, {@code information_schema}, {@code pg_…}).
 *
 * <p>A name that PostgreSQL would cut (over 63 bytes) or fold (upper case, other alphabets) cannot be made, so that two
 * tenants never meet in one schema. It is always quoted where it is rendered. Immutable and safe for any thread.
 *
 * @param value the name, unquoted
 */
public record SchemaName(String value) {

    /** The longest name, in characters and in bytes: {@value}, PostgreSQL's own limit. */
    public static final int MAX_LENGTH = 63;

    /**
     * Checks a name.
     *
     * @param value the name, unquoted
     * @throws InvalidSchemaNameException if a rule is broken
     */
    public SchemaName {
        SqlNames.checkSchema(value);
    }

    /**
     * The schema of this name.
     *
     * @param value the name, unquoted
     * @return the name, checked
     * @throws InvalidSchemaNameException if a rule is broken; its message says which one
     */
    public static SchemaName of(String value) {
        return new SchemaName(value);
    }

    /** The name, unquoted. */
    @Override
    public String toString() {
        return value;
    }
}
