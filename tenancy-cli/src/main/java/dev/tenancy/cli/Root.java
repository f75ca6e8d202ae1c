package dev.tenancy.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program's name and what all commands have. */
@Command(
        name = "tenancy",
        header = "Sets up, provisions, migrates, suspends, removes and checks the tenants of a PostgreSQL database.%n",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            Init.class,
            Provision.class,
            Suspend.class,
            Resume.class,
            Deprovision.class,
            Plan.class,
            Apply.class,
            Status.class,
            Doctor.class,
            Verify.class,
            Drift.class,
            LintCommand.class,
            Completion.class
        },
        versionProvider = Version.class,
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands ('tenancy COMMAND --help' has examples):%n",
        sortOptions = false)
final class Root {

    @Option(
            names = "--config",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "The settings; tenancy.properties, if it is here.")
    @Nullable
    String config;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "One JSON object on standard output.")
    boolean json;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Stack traces, and what Flyway and HikariCP log, on standard error.")
    boolean debug;

    @Option(
            names = {"-h", "--help"},
            scope = ScopeType.INHERIT,
            usageHelp = true,
            description = "This text.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "The versions of this program and of what is in it.")
    boolean version;

    Optional<String> file() {
        return Optional.ofNullable(config);
    }
}
