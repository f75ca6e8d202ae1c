package dev.tenancy.cli;

import dev.tenancy.TenantId;
import java.io.Console;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Asks before something that cannot be taken back, or is felt at once. */
final class Confirmation {

    @Option(names = "--yes", description = "Does not ask. Needed where nobody can be asked.")
    boolean yes;

    /** Goes on only if the wanted word is typed. The tenants are those that it is about. */
    void ask(List<TenantId> tenants, String what, String word) {
        if (yes) {
            return;
        }
        @Nullable TenantId tenant = tenants.size() == 1 ? tenants.get(0) : null;
        Console terminal = Terminal.find()
                .orElseThrow(() -> new RefusedException(
                        tenant, what + " There is no terminal to ask at: repeat it with --yes if that is meant."));
        String answer = terminal.readLine("%s%nType %s to go on: ", what, word);
        if (answer == null || !answer.strip().equals(word)) {
            throw new RefusedException(tenant, "Nothing was done.");
        }
    }
}
