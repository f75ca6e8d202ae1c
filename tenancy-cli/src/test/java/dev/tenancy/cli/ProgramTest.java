package dev.tenancy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ProgramTest {

    @Test
    void each_command_has_a_help_text_with_examples() {
        assertThat(Program.create().getSubcommands()).isNotEmpty().allSatisfy((name, command) -> {
            assertThat(command.getUsageMessage()).contains("Usage: tenancy " + name, "Examples:", "  tenancy ");
            assertThat(command.getCommandSpec().usageMessage().footer())
                    .anyMatch(line -> line.contains("tenancy " + name));
        });
    }

    @Test
    void each_command_takes_all_settings_and_its_help_has_its_own() {
        CommandLine status = Program.create().getSubcommands().get("status");
        assertThat(Setting.options())
                .allSatisfy(setting -> assertThat(status.getCommandSpec().findOption(setting.option()))
                        .isNotNull());
        assertThat(status.getUsageMessage()).contains("--owner-user").doesNotContain("--admin-user", "password=");
    }

    @Test
    void the_help_has_every_setting_and_every_exit_code() {
        String help = Program.create().getUsageMessage();
        for (Setting setting : Setting.values()) {
            assertThat(help).contains("  " + setting.key() + " ");
        }
        for (Exit exit : Exit.values()) {
            assertThat(help).containsPattern("\n  " + exit.code() + " +" + exit.meaning());
        }
        assertThat(help.lines()).allMatch(line -> line.length() <= 110);
    }
}
