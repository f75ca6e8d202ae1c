package dev.tenancy.sample.local;

import org.jspecify.annotations.Nullable;

/** Why nothing was started; the message is for whoever typed the command. */
final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1;

    StartException(String message) {
        this(message, null);
    }

    StartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
