import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/** Runs SQL as the owner, by hand: java -cp JAR Sql.java "statements". */
final class Sql {

    public static void main(String[] arguments) throws Exception {
        String url = System.getenv("TENANCY_URL");
        String password = System.getenv("TENANCY_OWNER_PASSWORD");
        try (Connection connection = DriverManager.getConnection(url, "items_owner", password);
                Statement statement = connection.createStatement()) {
            statement.execute(arguments[0]);
        }
    }
}
