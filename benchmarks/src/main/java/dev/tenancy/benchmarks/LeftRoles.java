package dev.tenancy.benchmarks;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Roles belong to the server, so those of a database that was dropped are dropped by their name; the logins, which granted the
 * others, last.
 */
record LeftRoles(DataSource administrator, String marker) {

    void drop() throws SQLException {
        try (Connection connection = administrator.getConnection();
                Statement statement = connection.createStatement()) {
            while (some(statement)) {
                statement.execute(
                        "do $$ declare r text; begin for r in select rolname from pg_roles where rolname like '%"
                                + marker
                                + "%' order by rolname like 'tenancy_bench%' limit 500 loop execute format('drop role %I', r); end loop; end $$");
            }
        }
    }

    private boolean some(Statement statement) throws SQLException {
        try (ResultSet left =
                statement.executeQuery("select from pg_roles where rolname like '%" + marker + "%' limit 1")) {
            return left.next();
        }
    }
}
