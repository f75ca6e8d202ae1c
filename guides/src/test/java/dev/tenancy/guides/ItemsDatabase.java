package dev.tenancy.guides;

import static org.jooq.impl.DSL.name;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.TenantLayout;
import dev.tenancy.flyway.DatabaseSetup;
import dev.tenancy.test.PostgresExtension;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.postgresql.ds.PGSimpleDataSource;

/** The database {@code items} as the guides have it: the default layout, and the logins items_owner and items_app. */
final class ItemsDatabase implements AutoCloseable {

    static final String PASSWORD = "secret";

    private final PGSimpleDataSource administrator;
    private final DSLContext server;

    private ItemsDatabase(PostgresExtension postgres) {
        this.administrator = postgres.superuserDataSource();
        this.server = DSL.using(postgres.superuserDataSource(), SQLDialect.POSTGRES);
    }

    static ItemsDatabase create(PostgresExtension postgres) {
        ItemsDatabase database = new ItemsDatabase(postgres);
        database.server.execute("create database items template template0");
        database.administrator.setDatabaseName("items");
        DatabaseSetup.of(TenantLayout.defaults(), "items", "items_owner", "items_app")
                .run(database.administrator, PASSWORD.toCharArray(), PASSWORD.toCharArray());
        return database;
    }

    String url() {
        return administrator.getUrl();
    }

    HikariDataSource owner() {
        return pool("items_owner");
    }

    HikariDataSource app() {
        return pool("items_app");
    }

    private HikariDataSource pool(String login) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url());
        pool.setUsername(login);
        pool.setPassword(PASSWORD);
        pool.setMaximumPoolSize(2);
        return pool;
    }

    @Override
    public void close() {
        server.execute("drop database items with (force)");
        server.resultQuery("""
                        select rolname from pg_roles where rolname in ('items_owner', 'items_app')
                        or rolname like 'tenant\\_%' order by rolname like 'items%', rolname = 'tenant__shared'
                        """).fetchInto(String.class).forEach(role -> server.execute("drop role {0}", name(role)));
    }
}
