package dev.tenancy.benchmarks;

import dev.tenancy.TenantLayout;
import dev.tenancy.flyway.DatabaseSetup;
import dev.tenancy.flyway.Tenants;
import dev.tenancy.flyway.TenantsBuilder;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A database with its logins on a server; all of it is gone at the end. */
final class Lab implements AutoCloseable {

    private static final String PASSWORD = "benchmark";

    private final Server server;
    private final String name = "tenancy_bench_" + UUID.randomUUID().toString().substring(0, 8);
    private final TenantLayout layout =
            TenantLayout.builder().rolePrefix(marked("")).build();

    private Lab(Server server) {
        this.server = server;
    }

    static Lab open(Optional<String> url) throws IOException, SQLException {
        Lab lab = new Lab(Server.open(url));
        lab.prepare();
        return lab;
    }

    TenantLayout layout() {
        return layout;
    }

    /** Unquoted. */
    String loginName(Login login) {
        return name + "_" + login.name().toLowerCase(Locale.ROOT);
    }

    /** For a role that is nobody's tenant, so that it is dropped with the others. */
    String marked(String role) {
        return name.substring(8) + "_" + role;
    }

    private void prepare() throws SQLException {
        execute(server.administrator(), "create database " + name + " template template0");
        DatabaseSetup.of(layout, name, loginName(Login.OWNER), loginName(Login.APP))
                .run(dataSource(Login.ADMINISTRATOR), PASSWORD.toCharArray(), PASSWORD.toCharArray());
        String plain = loginName(Login.PLAIN);
        execute(
                dataSource(Login.ADMINISTRATOR),
                "create role " + plain + " login password '" + PASSWORD + "'; grant connect on database " + name
                        + " to " + plain + "; alter role " + plain + " set search_path = ''");
        tenants(dataSource(Login.OWNER)).build().prepare();
    }

    PGSimpleDataSource dataSource(Login login) {
        PGSimpleDataSource dataSource = server.administrator();
        dataSource.setDatabaseName(name);
        if (login != Login.ADMINISTRATOR) {
            dataSource.setUser(loginName(login));
            dataSource.setPassword(PASSWORD);
        }
        return dataSource;
    }

    /** Ours, over connections of the owner. */
    TenantsBuilder tenants(DataSource owner) {
        return Tenants.builder(owner)
                .layout(layout)
                .locations("classpath:db/bench")
                .appLogin(loginName(Login.APP));
    }

    /** As autovacuum would in time, but now. */
    void analyze() throws SQLException {
        execute(dataSource(Login.ADMINISTRATOR), "vacuum analyze");
    }

    static void execute(DataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws IOException, SQLException {
        try (server) {
            if (server.isOurs()) {
                return;
            }
            execute(server.administrator(), "drop database " + name + " with (force)");
            new LeftRoles(server.administrator(), name.substring(8)).drop();
        }
    }
}
