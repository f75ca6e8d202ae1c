package dev.tenancy.cli;

/** Nothing was done, since something stands against it. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    RefusedException(String message) {
        super(message);
    }
}
