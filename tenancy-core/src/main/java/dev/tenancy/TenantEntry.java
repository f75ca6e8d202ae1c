package dev.tenancy;

import java.util.Optional;

/**
 * What a {@link TenantRegistry} says of one tenant, at one moment. Immutable.
 *
 * @param status where the tenant is in its life
 * @param keepsVersions whether the registry knows versions at all; if not, {@code version} is empty and says nothing
 * @param version the version of the last versioned migration that was committed; empty if there was none
 */
public record TenantEntry(TenantStatus status, boolean keepsVersions, Optional<String> version) {

    /**
     * An entry of a registry that keeps no versions.
     *
     * @param status where the tenant is in its life
     * @return an entry that refuses to answer {@link #atLeast}
     */
    public static TenantEntry of(TenantStatus status) {
        return new TenantEntry(status, false, Optional.empty());
    }

    /**
     * An entry of a registry that keeps versions.
     *
     * @param status where the tenant is in its life
     * @param version the version of its tables; empty if no versioned migration has run yet
     * @return an entry with a version
     */
    public static TenantEntry of(TenantStatus status, Optional<String> version) {
        return new TenantEntry(status, true, version);
    }

    /**
     * Whether the tenant has the tables of a version. Versions are ordered as Flyway orders them: 1.2 is before 1.10, 1.0
     * is 1, and {@code _} is {@code .}; no version is before all others.
     *
     * @param version a version, as in the name of its script
     * @return true if the tenant is at it or later
     * @throws TenancyConfigurationException if the registry keeps no versions, or either version is none
     */
    public boolean atLeast(String version) {
        return atLeast(SchemaVersion.of(version));
    }

    boolean atLeast(SchemaVersion required) {
        if (!keepsVersions) {
            throw new TenancyConfigurationException("Version '" + required
                    + "' is required and the registry keeps no versions: it answers statusOf(..) alone. Use"
                    + " TenantRegistry.table(..), or implement find(..) with TenantEntry.of(status, version).");
        }
        return version.isPresent() && atLeast(version.get(), required);
    }

    /** Mostly it is the same text, which needs no reading. */
    private static boolean atLeast(String found, SchemaVersion required) {
        return found.equals(required.text()) || SchemaVersion.of(found).compareTo(required) >= 0;
    }
}
