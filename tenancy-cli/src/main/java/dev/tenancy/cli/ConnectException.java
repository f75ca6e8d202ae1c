package dev.tenancy.cli;

import com.zaxxer.hikari.HikariConfig;

/** No connection could be made. */
final class ConnectException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What the driver says when the server asks for a password and it has none. */
    private static final String NO_PASSWORD = "08004";

    /** PostgreSQL says of a login that is not there what it says of a wrong password. */
    private static final String MADE_BY_INIT = "; if the login is not there yet, tenancy init makes it.";

    private static final String NOTHING_ANSWERS =
            " Are the host and the port those of a PostgreSQL, and does a firewall let this machine in?";

    private final String state;

    ConnectException(DatabaseUrl url, Login login, HikariConfig config, Throwable cause) {
        super(
                message(
                        url,
                        login,
                        config,
                        Sql.connecting(cause),
                        Sql.state(cause).orElse("")),
                cause);
        this.state = Sql.state(cause).orElse("");
    }

    boolean wantsPassword() {
        return state.equals(NO_PASSWORD);
    }

    private static String message(DatabaseUrl url, Login login, HikariConfig config, String why, String state) {
        return "No connection to " + url + " as " + config.getUsername() + ": " + Secrets.text(why)
                + (why.contains("timed out") ? NOTHING_ANSWERS : advice(url, login, state, why));
    }

    private static String advice(DatabaseUrl url, Login login, String state, String why) {
        return switch (state) {
            case NO_PASSWORD -> " Set " + places(login) + ".";
            case "28P01" -> " Correct " + places(login) + (login == Login.ADMIN ? "." : MADE_BY_INIT);
            case "28000" -> why.endsWith("does not exist.") && login != Login.ADMIN ? " Make it: tenancy init." : "";
            case "3D000" -> " Create it: createdb " + url.database() + ".";
            default -> "";
        };
    }

    private static String places(Login login) {
        return login.password.variable() + " or " + login.passwordFile.key();
    }
}
