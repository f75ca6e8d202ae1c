package dev.tenancy.sample;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;

import dev.tenancy.TenantLayout;
import dev.tenancy.flyway.DatabaseSetup;
import java.time.Duration;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** Makes the login that serves requests, which owns nothing and may do nothing but what each tenant's role may. */
final class AppLogin {

    private AppLogin() {}

    /** Safe to repeat: sets all of it again, the password as well. */
    static void make(DataSource owner, TenantLayout layout, Credentials app) {
        DSLContext dsl = DSL.using(owner, SQLDialect.POSTGRES);
        Record here = dsl.fetchSingle("select current_database(), current_user");
        DatabaseSetup.of(layout, here.get(0, String.class), here.get(1, String.class), app.username())
                .run(owner, null, app.password().toCharArray());
        set(dsl, app, "statement_timeout", Database.FOR_STATEMENT);
        set(dsl, app, "lock_timeout", Database.FOR_LOCK);
        set(dsl, app, "idle_in_transaction_session_timeout", Database.FOR_NETWORK.multipliedBy(2));
    }

    private static void set(DSLContext dsl, Credentials app, String setting, Duration limit) {
        dsl.execute(
                "alter role {0} set {1} = {2}", name(app.username()), name(setting), inline(limit.toMillis() + "ms"));
    }
}
