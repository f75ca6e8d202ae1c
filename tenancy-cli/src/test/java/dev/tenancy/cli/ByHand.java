package dev.tenancy.cli;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Runs SQL as the owner, past the command line: java -cp JAR:CLASSES dev.tenancy.cli.ByHand "statements". */
final class ByHand {

    private ByHand() {}

    public static void main(String[] arguments) throws SQLException {
        String url = System.getenv("TENANCY_URL");
        String password = System.getenv("TENANCY_OWNER_PASSWORD");
        try (Connection connection = DriverManager.getConnection(url, "items_owner", password);
                Statement statement = connection.createStatement()) {
            statement.execute(arguments[0]);
        }
    }
}
