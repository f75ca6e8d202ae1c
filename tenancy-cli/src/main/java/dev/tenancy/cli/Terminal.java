package dev.tenancy.cli;

import java.io.Console;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Somebody who can be asked: both input and output are a terminal. */
final class Terminal {

    private Terminal() {}

    static Optional<Console> find() {
        // the small one: from JDK 22 on there is a large one too, and a console where there is no terminal
        System.setProperty("jdk.console", "java.base");
        return Optional.ofNullable(System.console()).filter(Terminal::isTerminal);
    }

    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException beforeJdk22) {
            return true;
        }
    }

    /** Empty if nothing was typed. */
    static String password(Console console, String login) {
        return typed(console.readPassword("Password for %s: ", login));
    }

    /** Asked for until it is the same twice; empty if nothing was typed. */
    static String newPassword(Console console, String login) {
        while (true) {
            String password = typed(console.readPassword("New password for %s (none: as it is): ", login));
            if (password.isEmpty() || password.equals(typed(console.readPassword("The same again: ")))) {
                return password;
            }
            console.printf("They differ.%n");
        }
    }

    private static String typed(char @Nullable [] characters) {
        return characters == null ? "" : new String(characters);
    }
}
