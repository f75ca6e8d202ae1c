package dev.tenancy.cli;

import com.zaxxer.hikari.HikariConfig;
import java.util.Optional;

/** No connection could be made. */
final class ConnectException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What the driver says when the server asks for a password and it has none. */
    private static final String NO_PASSWORD = "08004";

    /** PostgreSQL says of a login that is not there what it says of a wrong password. */
    private static final String MADE_BY_INIT = "; if the login is not there yet, tenancy init makes it.";

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
            case NO_PASSWORD -> " Set " + places(login) + ".";
            case "28P01" -> " Correct " + places(login) + (login == Login.ADMIN ? "." : MADE_BY_INIT);
            case "3D000" -> " Create it: createdb " + url.database() + ".";
            default -> "";
        };
    }

    private static String places(Login login) {
        return login.password.variable() + " or " + login.passwordFile.key();
    }
}
