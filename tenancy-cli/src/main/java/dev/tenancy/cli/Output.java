package dev.tenancy.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Standard output for answers, standard error for the rest. */
final class Output {

    private Output() {}

    /** In UTF-8, whatever the locale is: JSON asks for it, and terminals have it. */
    static void line(String text) {
        if (!text.isEmpty()) {
            PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
            out.println(text);
            out.flush();
        }
    }

    /** Whether something that was written to standard output did not arrive: a full disk, a reader that is gone. */
    static boolean lost() {
        return System.out.checkError();
    }

    static void problem(String message) {
        System.err.println("tenancy: " + message);
    }
}
