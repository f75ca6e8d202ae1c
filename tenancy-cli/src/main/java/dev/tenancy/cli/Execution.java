package dev.tenancy.cli;

import dev.tenancy.InvalidTenantIdException;
import dev.tenancy.TenancyException;
import dev.tenancy.TenantId;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs the command that was parsed: its answer to standard output, what went wrong to standard error. */
final class Execution {

    private final boolean json;
    private final boolean debug;

    private Execution(Root root) {
        this.json = root.json;
        this.debug = root.debug;
    }

    static int run(ParseResult parsed) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        CommandLine command = innermost(parsed).commandSpec().commandLine();
        if (!(command.getCommand() instanceof Command work)) {
            throw new ParameterException(command, "A command is missing.");
        }
        Root root = (Root) parsed.commandSpec().userObject();
        Logging.quiet(root.debug);
        return new Execution(root).run(work, parsed, root, command.getCommandName());
    }

    private int run(Command work, ParseResult parsed, Root root, String name) {
        try {
            Settings settings = Settings.of(SettingOptions.in(parsed), root.file(), System.getenv());
            try (Call call = new Call(settings, name, json)) {
                return print(work.run(call));
            }
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            return failed(e);
        }
    }

    private int print(Answer answer) {
        Output.line(json ? answer.json().get() : answer.text().get());
        return answer.exit().code();
    }

    private int failed(Throwable thrown) {
        Failure failure = Failure.of(thrown);
        Output.problem(failure.message());
        if (debug) {
            thrown.printStackTrace(System.err);
        }
        if (json) {
            Output.line(Json.of(Json.object("failures", List.of(failure.json()))));
        }
        return failure.exit().code();
    }

    /** The command has ended, with this code, and nobody can read what it answered. */
    static int unheard(int code) {
        Output.problem(
                "The answer could not be written to standard output. The command itself had ended with exit code "
                        + code + "; tenancy status shows how the tenants are.");
        return Exit.BROKEN.code();
    }

    /** A wrong option: what is wrong, and where to read on. */
    static int usage(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        Output.problem(message(wrong));
        UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
        System.err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return Exit.USAGE.code();
    }

    /** What our own types say, without picocli's words around it: those repeat a value that may be a secret. */
    private static String message(ParameterException wrong) {
        for (Throwable cause = wrong.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SettingException || cause instanceof TenancyException) {
                return String.valueOf(cause.getMessage());
            }
        }
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            Optional<String> tenant = tenant(unmatched);
            if (tenant.isPresent()) {
                return tenant.get();
            }
        }
        return String.valueOf(wrong.getMessage()).replaceAll("('--[^=']*)=[^']*'", "$1'");
    }

    /** After a tenant's id picocli takes one that is none for something else, and says so. */
    private static Optional<String> tenant(UnmatchedArgumentException unmatched) {
        String argument = unmatched.getUnmatched().get(0);
        boolean tenants = unmatched.getCommandLine().getCommandSpec().positionalParameters().stream()
                .anyMatch(parameter -> parameter.auxiliaryTypes()[0] == TenantId.class);
        if (!tenants || unmatched.isUnknownOption()) {
            return Optional.empty();
        }
        try {
            TenantId.of(argument);
            return Optional.empty();
        } catch (InvalidTenantIdException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static ParseResult innermost(ParseResult parsed) {
        return parsed.hasSubcommand() ? innermost(parsed.subcommand()) : parsed;
    }
}
