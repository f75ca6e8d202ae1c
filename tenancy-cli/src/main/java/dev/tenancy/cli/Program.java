package dev.tenancy.cli;

import dev.tenancy.TenantId;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

/** The commands put together. */
final class Program {

    private Program() {}

    static CommandLine create() {
        CommandLine program = new CommandLine(new Root())
                .registerConverter(TenantId.class, TenantId::of)
                .registerConverter(Duration.class, Program::duration)
                .setUsageHelpWidth(110)
                .setUsageHelpAutoWidth(true)
                .setAbbreviatedOptionsAllowed(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(Execution::run)
                .setParameterExceptionHandler(Execution::usage);
        CommandSpec root = program.getCommandSpec();
        SettingOptions.addTo(root, EnumSet.noneOf(Setting.class));
        root.usageMessage().footer(settings(), exits());
        program.getSubcommands().values().forEach(command -> {
            SettingOptions.addTo(command.getCommandSpec(), shown(command));
            command.getCommandSpec().usageMessage().sortOptions(false).footerHeading("%nExamples:%n");
        });
        return program;
    }

    private static Duration duration(String text) {
        return Durations.of(text)
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is not " + Durations.SAID));
    }

    private static Set<Setting> shown(CommandLine command) {
        return ((Command) command.getCommand()).settings();
    }

    private static String settings() {
        return Stream.of(Setting.values())
                .map(setting -> String.format(
                        "  %-24s %-3s %s",
                        setting.key(), setting.label().map(l -> "--").orElse(""), setting.meaning()))
                .collect(Collectors.joining(
                        "%n",
                        "%nSettings: as an option where marked with -- (--owner-user), in the environment (TENANCY_OWNER_USER),%n"
                                + "in the file (owner.user=...); the first of these that has it counts.%n",
                        "%n  flyway.*                     any setting of Flyway's own, in the file"));
    }

    private static String exits() {
        return Stream.of(Exit.values())
                .map(exit -> String.format("  %-3s  %s", exit.code(), exit.meaning()))
                .collect(Collectors.joining("%n", "%nExit codes:%n", ""));
    }
}
