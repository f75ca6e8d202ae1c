package dev.tenancy.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.test.PostgresExtension;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ShortUrlTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @Test
    void flyway_sees_no_parameters_of_a_long_url_and_the_rest_as_it_is() throws SQLException {
        try (Connection connection = postgres.ownerDataSource().getConnection()) {
            DatabaseMetaData whole = connection.getMetaData();
            DatabaseMetaData ours = ShortUrl.of(whole);
            assertThat(whole.getURL()).startsWith(ours.getURL() + "?");
            assertThat(ours.getURL()).startsWith("jdbc:postgresql://").doesNotContain("?");
            assertThat(ours.getUserName()).isEqualTo(whole.getUserName());
        }
    }

    @Test
    void what_the_driver_throws_is_thrown_as_it_is() throws SQLException {
        DatabaseMetaData ours;
        try (Connection connection = postgres.ownerDataSource().getConnection()) {
            ours = ShortUrl.of(connection.getMetaData());
        }
        assertThatThrownBy(ours::getMaxTableNameLength).isInstanceOf(SQLException.class);
    }
}
