package dev.tenancy.cli;

import java.util.Set;

/** One command: what it does with its options, which picocli has set. */
interface Command {

    /** Does it. What it throws is said on standard error, and decides the exit code. */
    Answer run(Call call);

    /** Which settings it uses: those are in its help. */
    default Set<Setting> settings() {
        return Setting.OWNER_SIDE;
    }
}
