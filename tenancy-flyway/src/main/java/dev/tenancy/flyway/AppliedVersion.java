package dev.tenancy.flyway;

import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationVersion;
import org.jspecify.annotations.Nullable;

/** The version that a history says; what the registry has to say too. */
final class AppliedVersion {

    private AppliedVersion() {}

    /** Of the last versioned script that did not fail; Flyway's own current() names one that did. */
    static Optional<MigrationVersion> of(MigrationInfo[] applied) {
        return Stream.of(applied)
                .filter(script -> !script.getState().isFailed())
                .map(MigrationInfo::getVersion)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder());
    }

    static Optional<String> text(MigrationInfoService history) {
        return of(history.applied()).map(MigrationVersion::getVersion);
    }

    /** As Flyway compares: 1.0 is 1. */
    static boolean same(@Nullable String registered, Optional<String> applied) {
        return Optional.ofNullable(registered)
                .map(MigrationVersion::fromVersion)
                .equals(applied.map(MigrationVersion::fromVersion));
    }
}
