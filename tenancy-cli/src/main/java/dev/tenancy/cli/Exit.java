package dev.tenancy.cli;

/** How a command ended. */
enum Exit {
    /** All that was asked for is so. */
    DONE(0, "done"),
    /** A script failed, a check found something, or not all of the tenants are done. */
    FAILED(1, "some tenants failed, or a check found something"),
    /** An option or a setting is wrong; nothing was tried. */
    USAGE(2, "wrong use: an option or a setting"),
    /** A tenant's state, a missing right, somebody else's work or a missing answer stands against it. */
    REFUSED(3, "refused: the message says what stands against it"),
    /** The database cannot be reached, or something unexpected happened. */
    BROKEN(4, "no connection, or something unexpected"),
    /** What a shell says of a process that Ctrl-C ended. */
    INTERRUPTED(130, "ended by Ctrl-C, in apply by the second one");

    private final int code;
    private final String meaning;

    Exit(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    int code() {
        return code;
    }

    String meaning() {
        return meaning;
    }
}
