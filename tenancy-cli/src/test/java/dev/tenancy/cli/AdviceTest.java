package dev.tenancy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdviceTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Suspend it first: tenants.suspend(TenantId.of(\"acme\")).|Suspend it first: tenancy suspend acme.",
                "tenants.provision(TenantId.of(\"a-1\"), ProvisionOptions.defaults().adoptExisting()), or drop it"
                        + "|tenancy provision a-1 --adopt-existing, or drop it",
                "tenants.migrate(TenantId.of(\"acme\")) rebuilds it.|tenancy apply acme rebuilds it.",
                "tenants.prepare()|tenancy init",
                "give ProvisionOptions.defaults().allowLookAlike().|give --allow-look-alike.",
                "provision with adoptExisting() instead|provision with --adopt-existing instead",
                "name their place with Tenants.builder(..).locations(..).|name their place with --migrations.",
                "canary(-1) is refused: at least 0.|--canary -1 is refused: at least 0.",
                "parallelism(0) is refused: at least 1.|--parallelism 0 is refused: at least 1.",
                "stopAfterFailures(0) is refused: at least 1.|--stop-after 0 is refused: at least 1.",
                "timeLimit(PT0S) is refused: it must be positive.|--time-limit 0s is refused: it must be positive.",
                "give this database's layout a rolePrefix of its own."
                        + "|give this database a layout.role-prefix of its own, the same in your service's TenantLayout.",
                "into the shared migrations (sharedLocations), or allow it with scriptsMayReachOut()."
                        + "|into the shared migrations (--shared-migrations), or allow it with the setting scripts-may-reach-out=true.",
                "nothing to say|nothing to say"
            })
    void what_the_library_says_in_java_is_a_command_here(String said, String advice) {
        assertThat(Advice.inCommands(said)).isEqualTo(advice);
    }
}
