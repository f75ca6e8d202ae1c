package dev.tenancy;

import java.util.Optional;

/** The versions that a build can serve, both ends included. */
record VersionRange(SchemaVersion least, SchemaVersion most) {

    static VersionRange of(String least, String most) {
        VersionRange range = new VersionRange(SchemaVersion.of(least), SchemaVersion.of(most));
        if (range.least.compareTo(range.most) > 0) {
            throw new TenancyConfigurationException(
                    "Versions " + least + " to " + most + " are refused: the first is the later one.");
        }
        return range;
    }

    boolean excludes(Optional<String> version) {
        return version.isEmpty() || SchemaVersion.of(version.get()).compareTo(least) < 0 || ahead(version);
    }

    VersionCheck.Outside outside(TenantId tenant, Optional<String> version) {
        return new VersionCheck.Outside(tenant, version, ahead(version));
    }

    private boolean ahead(Optional<String> version) {
        return version.map(SchemaVersion::of)
                .filter(found -> found.compareTo(most) > 0)
                .isPresent();
    }
}
