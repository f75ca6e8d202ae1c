package dev.tenancy.cli;

import com.zaxxer.hikari.HikariConfig;
import java.util.Optional;

/** No connection could be made. */
final class ConnectException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What the driver says when the server asks for a password and it has none. */
    private static final String NO_PASSWORD = "08004";

    private final String state;

    ConnectException(DatabaseUrl url, Login login, HikariConfig config, Throwable cause) {
        super(message(url, login, config, cause), cause);
        this.state = Sql.state(cause).orElse("");
    }

    boolean wantsPassword() {
        return state.equals(NO_PASSWORD);
    }

    private static String message(DatabaseUrl url, Login login, HikariConfig config, Throwable cause) {
        return "No connection to " + url + " as " + config.getUsername() + ": " + Secrets.text(Sql.connecting(cause))
                + advice(url, login, Sql.state(cause));
    }

    private static String advice(DatabaseUrl url, Login login, Optional<String> state) {
        return switch (state.orElse("")) {
            case NO_PASSWORD, "28P01" -> " Set " + login.password.variable() + " or " + login.passwordFile.key() + ".";
            case "3D000" -> " Create it: createdb " + url.database() + ".";
            default -> "";
        };
    }
}
