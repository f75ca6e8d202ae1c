package dev.tenancy;

/**
 * The id of one tenant: 1 to {@value #MAX_LENGTH} characters out of {@code a-z 0-9 - _}, where {@code -} and {@code _}
 * are neither first nor last.
 *
 * <p>An instance that exists is valid, so nothing past the edge of a program needs to check again. Nothing is ever
 * repaired: an id is neither trimmed, folded to lower case, normalised nor cut. {@code acme-eu} and {@code acme_eu} are
 * two tenants. Values are ordered by their characters. Immutable and safe for any thread.
 *
 * @param value the id itself
 */
public record TenantId(String value) implements Comparable<TenantId> {

    /**
     * The longest id, in characters: {@value}. With a prefix of up to 15 characters it fits PostgreSQL's 63-byte names.
     */
    public static final int MAX_LENGTH = 48;

    /**
     * Checks an id.
     *
     * @param value the id itself
     * @throws InvalidTenantIdException if a rule is broken; its message says which one
     */
    public TenantId {
        TenantIdRules.check(value);
    }

    /**
     * The tenant with this id. The cost does not grow with the length of a refused text.
     *
     * @param value the text to check
     * @return the id
     * @throws InvalidTenantIdException if a rule is broken; its message says which one and quotes the text safely
     */
    public static TenantId of(String value) {
        return new TenantId(value);
    }

    @Override
    public int compareTo(TenantId other) {
        return value.compareTo(other.value);
    }

    /** The id itself, as it was given. */
    @Override
    public String toString() {
        return value;
    }
}
