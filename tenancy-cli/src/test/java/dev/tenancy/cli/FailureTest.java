package dev.tenancy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class FailureTest {

    @Test
    void a_connection_that_was_lost_is_said_to_be_and_what_to_do() {
        Failure lost =
                Failure.of(new IllegalStateException("SQL [...]", new SQLException("Terminating connection", "57P01")));
        assertThat(lost.exit()).isEqualTo(Exit.BROKEN);
        assertThat(lost.message())
                .isEqualTo(
                        "The connection to the database was lost: Terminating connection. What had not ended was rolled"
                                + " back; repeat the command.");
        assertThat(Failure.of(new IllegalStateException("SQL [...]", new SQLException("no such table", "42P01")))
                        .message())
                .isEqualTo("IllegalState: no such table.");
    }

    @Test
    void a_login_that_is_not_there_where_no_password_is_asked_for_is_made_by_init() {
        DatabaseUrl url = new DatabaseUrl("jdbc:postgresql://localhost:1/items", "items", "localhost:1");
        HikariConfig config = new HikariConfig();
        config.setUsername("items_app");
        SQLException missing = new SQLException("FATAL: role \"items_app\" does not exist", "28000");

        assertThat(new dev.tenancy.cli.ConnectException(url, Login.APP, config, missing))
                .hasMessageEndingWith(
                        " as items_app: FATAL: role \"items_app\" does not exist. Make it: tenancy init.");
        assertThat(new dev.tenancy.cli.ConnectException(url, Login.ADMIN, config, missing))
                .hasMessageEndingWith("does not exist.");
        assertThat(new dev.tenancy.cli.ConnectException(
                        url, Login.APP, config, new SQLException("FATAL: no pg_hba.conf entry for host", "28000")))
                .hasMessageEndingWith("entry for host.");
    }

    @Test
    void what_the_driver_keeps_to_itself_is_said_and_nothing_twice() {
        assertThat(Sql.connecting(new SQLException(
                        "The connection attempt failed.", "08001", new UnknownHostException("nowhere"))))
                .isEqualTo("The connection attempt failed. (UnknownHostException: nowhere)");
        assertThat(Sql.connecting(new SQLException(
                        "Connection to a:1 refused.", "08001", new ConnectException("Connection refused"))))
                .isEqualTo("Connection to a:1 refused.");
        assertThat(Sql.connecting(new SQLException("It failed: broken", "08001", new IOException("broken"))))
                .isEqualTo("It failed: broken.");
    }
}
