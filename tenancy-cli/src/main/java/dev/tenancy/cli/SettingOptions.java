package dev.tenancy.cli;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The settings that are options: all of them for each command, in its help those that it uses. */
final class SettingOptions {

    private static final String HEADING =
            "%nSettings, if not in the file or the environment ('tenancy --help' lists all):%n";

    private SettingOptions() {}

    static void addTo(CommandSpec command, Set<Setting> shown) {
        ArgGroupSpec.Builder group = ArgGroupSpec.builder()
                .exclusive(false)
                .validate(false)
                .multiplicity("0..1")
                .heading(HEADING);
        Setting.options().filter(shown::contains).forEach(setting -> group.addArg(option(setting, false)));
        if (!group.args().isEmpty()) {
            command.addArgGroup(group.build());
        }
        Setting.options()
                .filter(setting -> !shown.contains(setting))
                .forEach(setting -> command.addOption(option(setting, true)));
        Stream.of("--password", "--admin-password", "--owner-password", "--app-password")
                .forEach(name -> command.addOption(refused(name)));
    }

    /** What was given, the innermost command's first. */
    static Map<Setting, String> in(ParseResult parsed) {
        Map<Setting, String> given = new EnumMap<>(Setting.class);
        for (ParseResult part = parsed; part != null; part = part.hasSubcommand() ? part.subcommand() : null) {
            for (Setting setting : Setting.values()) {
                @Nullable String value = part.matchedOptionValue(setting.option(), null);
                if (value != null) {
                    given.put(setting, value);
                }
            }
        }
        return given;
    }

    private static OptionSpec option(Setting setting, boolean hidden) {
        return OptionSpec.builder(setting.option())
                .paramLabel(setting.label().orElseThrow())
                .type(String.class)
                .description(setting.meaning())
                .hidden(hidden)
                .build();
    }

    /** It is not repeated in a message, as an unknown option's value would be. */
    private static OptionSpec refused(String name) {
        return OptionSpec.builder(name)
                .arity("0..1")
                .type(String.class)
                .hidden(true)
                .setter(new PasswordRefusal())
                .build();
    }
}
