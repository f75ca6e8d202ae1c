package dev.tenancy.sample;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.postgresql.PGConnection;

/** Makes the login that serves requests, which owns nothing and may do nothing but what each tenant's role may. */
final class AppLogin {

    private AppLogin() {}

    /** Safe to repeat: sets all of it again, the password as well. */
    static void make(DataSource owner, Credentials app) throws SQLException {
        try (Connection connection = owner.getConnection()) {
            DSLContext dsl = DSL.using(connection, SQLDialect.POSTGRES);
            createIfMissing(dsl, app.username());
            // the driver hashes it, so that no statement and no server log holds the password
            connection
                    .unwrap(PGConnection.class)
                    .alterUserPassword(app.username(), app.password().toCharArray(), null);
            dsl.transaction(tx -> restrict(tx.dsl(), name(app.username())));
        }
    }

    private static void createIfMissing(DSLContext dsl, String login) {
        boolean exists = dsl.fetchSingle(
                        "select exists (select from pg_catalog.pg_roles where rolname = {0})", inline(login))
                .get(0, Boolean.class);
        if (!exists) {
            dsl.execute("create role {0} login noinherit", name(login));
        }
    }

    private static void restrict(DSLContext dsl, Name login) {
        set(dsl, login, "search_path", "");
        set(dsl, login, "statement_timeout", millis(Database.FOR_STATEMENT));
        set(dsl, login, "lock_timeout", millis(Database.FOR_LOCK));
        set(dsl, login, "idle_in_transaction_session_timeout", millis(Database.FOR_NETWORK.multipliedBy(2)));
        Name database =
                name(dsl.fetchSingle("select pg_catalog.current_database()").get(0, String.class));
        dsl.execute("revoke all on database {0} from public", database);
        dsl.execute("grant connect on database {0} to {1}", database, login);
        dsl.execute("revoke create on schema public from public");
    }

    private static void set(DSLContext dsl, Name login, String setting, String value) {
        dsl.execute("alter role {0} set {1} = {2}", login, name(setting), inline(value));
    }

    private static String millis(Duration duration) {
        return duration.toMillis() + "ms";
    }
}
