package dev.tenancy.cli;

/**
 * The program: {@code java -jar tenancy-cli.jar COMMAND}, or with more on its class path
 * {@code java -cp tenancy-cli.jar:more.jar dev.tenancy.cli.Main COMMAND}.
 */
public final class Main {

    private Main() {}

    /**
     * Runs one command and ends the process with its exit code.
     *
     * @param arguments the command and its options; {@code --help} explains them
     */
    public static void main(String... arguments) {
        int code = Program.create().execute(arguments);
        System.exit(Output.lost() ? Execution.unheard(code) : code);
    }
}
