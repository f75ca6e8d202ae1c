package dev.tenancy.guides;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.TenantLayout;
import dev.tenancy.flyway.DatabaseSetup;
import dev.tenancy.test.PostgresExtension;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.postgresql.ds.PGSimpleDataSource;

/** A database as the guides have it, with the logins items_owner and items_app. They go with the last one. */
final class ItemsDatabase implements AutoCloseable {

    static final String PASSWORD = "secret";

    private final PGSimpleDataSource administrator;
    private final DSLContext server;

    private ItemsDatabase(PostgresExtension postgres) {
        this.administrator = postgres.superuserDataSource();
        this.server = DSL.using(postgres.superuserDataSource(), SQLDialect.POSTGRES);
    }

    static ItemsDatabase create(PostgresExtension postgres) {
        return create(postgres, "items", TenantLayout.defaults());
    }

    static ItemsDatabase create(PostgresExtension postgres, String name, TenantLayout layout) {
        ItemsDatabase database = bare(postgres, name);
        DatabaseSetup.of(layout, name, "items_owner", "items_app")
                .run(database.administrator, PASSWORD.toCharArray(), PASSWORD.toCharArray());
        return database;
    }

    /** The database items, and what an administrator ran in it. */
    static ItemsDatabase withLogins(PostgresExtension postgres, String sql) {
        ItemsDatabase database = bare(postgres, "items");
        database.administrator().execute(sql);
        for (String login : List.of("items_owner", "items_app")) {
            database.administrator().execute("alter role {0} password {1}", name(login), inline(PASSWORD));
        }
        return database;
    }

    private static ItemsDatabase bare(PostgresExtension postgres, String name) {
        ItemsDatabase database = new ItemsDatabase(postgres);
        database.server.execute("create database {0} template template0", name(name));
        database.administrator.setDatabaseName(name);
        return database;
    }

    DataSource administratorDataSource() {
        return administrator;
    }

    DSLContext administrator() {
        return DSL.using(administrator, SQLDialect.POSTGRES);
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
        server.execute("drop database {0} with (force)", name(administrator.getDatabaseName()));
        server.resultQuery("""
                        select rolname from pg_roles
                        where (rolname like 'items\\_%' or rolname like 'tenant\\_%')
                          and not exists (select from pg_database where datname like 'items%')
                        order by rolname like 'items%', rolname = 'tenant__shared'
                        """).fetchInto(String.class).forEach(role -> server.execute("drop role {0}", name(role)));
    }
}
