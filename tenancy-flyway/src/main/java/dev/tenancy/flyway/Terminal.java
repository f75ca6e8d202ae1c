package dev.tenancy.flyway;

import java.io.Console;
import java.io.PrintStream;

/** Whether a person looks at what is printed. */
final class Terminal {

    private Terminal() {}

    @SuppressWarnings("SystemConsoleNull") // on the Javas where it is never null, it is asked
    static boolean is(PrintStream out) {
        Console console = System.console();
        return (out == System.out || out == System.err)
                && console != null
                && isTerminal(console)
                && !"dumb".equals(System.getenv("TERM"));
    }

    /** Before Java 22 there was no console without a terminal; since then there always is one, which knows. */
    private static boolean isTerminal(Console console) {
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (NoSuchMethodException olderJava) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
