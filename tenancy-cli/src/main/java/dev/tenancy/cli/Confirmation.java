package dev.tenancy.cli;

import java.io.Console;
import picocli.CommandLine.Option;

/** Asks before something that cannot be taken back, or is felt at once. */
final class Confirmation {

    @Option(names = "--yes", description = "Does not ask. Needed where nobody can be asked.")
    boolean yes;

    /** Goes on only if the wanted word is typed. */
    void ask(String what, String word) {
        if (yes) {
            return;
        }
        Console terminal = Terminal.find()
                .orElseThrow(() -> new RefusedException(
                        what + " There is no terminal to ask at: repeat it with --yes if that is meant."));
        String answer = terminal.readLine("%s%nType %s to go on: ", what, word);
        if (answer == null || !answer.strip().equals(word)) {
            throw new RefusedException("Nothing was done.");
        }
    }
}
