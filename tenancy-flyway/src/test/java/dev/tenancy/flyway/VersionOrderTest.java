package dev.tenancy.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.TenancyConfigurationException;
import dev.tenancy.TenantEntry;
import dev.tenancy.TenantStatus;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The core orders versions without Flyway on its class path, and as Flyway does. */
class VersionOrderTest {

    private static final List<String> VERSIONS = List.of(
            "0",
            "0.0.1",
            "1",
            "1.0",
            "1_0",
            "1.0.0",
            "001",
            "1.01",
            "1.1",
            "1.2",
            "1_2",
            "1.2.0.1",
            "1.9",
            "1.10",
            "2",
            "2.0.0.1",
            "9",
            "10",
            "10.0",
            "11",
            "20261124",
            "202611240930",
            "20261124.1",
            "99999999999999999999999");

    @Test
    void any_two_versions_are_in_the_order_that_flyway_says() {
        for (String has : VERSIONS) {
            TenantEntry entry = TenantEntry.of(TenantStatus.ACTIVE, Optional.of(has));
            for (String required : VERSIONS) {
                assertThat(entry.atLeast(required))
                        .as("%s at least %s", has, required)
                        .isEqualTo(MigrationVersion.fromVersion(has).isAtLeast(required));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "x", "1.", ".1", "1..2", "1.2a", "1 2", "v1", "1__2", "1.2-rc1", "_"})
    void what_flyway_takes_for_no_version_is_none(String text) {
        assertThatThrownBy(() -> MigrationVersion.fromVersion(text)).isInstanceOf(FlywayException.class);
        assertThatThrownBy(() ->
                        TenantEntry.of(TenantStatus.ACTIVE, Optional.of("1")).atLeast(text))
                .isInstanceOf(TenancyConfigurationException.class)
                .hasMessage(
                        "Version '" + text + "' is refused: numbers with '.' or '_' between them, as in the name of a"
                                + " script that Flyway runs (\"12\" or \"1.10\").");
    }

    @Test
    void no_version_is_before_all_others() {
        assertThat(TenantEntry.of(TenantStatus.ACTIVE, Optional.empty()).atLeast("0"))
                .isFalse();
    }
}
