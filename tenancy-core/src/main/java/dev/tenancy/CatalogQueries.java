package dev.tenancy;

import java.sql.Connection;
import java.time.Duration;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** All SQL text of the core, and the one place that turns names into SQL. */
final class CatalogQueries {

    private static final DSLContext RENDERER = DSL.using(SQLDialect.POSTGRES);

    /** Is the schema there, is the role there, may this session take the role, may the role use the schema? */
    static final String REACHABLE = """
            select n.oid is not null,
                   r.oid is not null,
                   coalesce(pg_catalog.pg_has_role(session_user, r.oid, 'MEMBER'), false),
                   coalesce(pg_catalog.has_schema_privilege(r.oid, n.oid, 'USAGE'), false),
                   session_user
            from (values (1)) as one
            left join pg_catalog.pg_namespace n on n.nspname = ?
            left join pg_catalog.pg_roles r on r.rolname = coalesce(?, session_user)
            """;

    /** Fails with 25P02 if the transaction is aborted. */
    static final String PROBE = "select 1";

    /** Two statements of one message are one transaction: the second one sees the setting that lasts as long as that. */
    static final String ONE_MESSAGE = "select pg_catalog.set_config('tenancy.probe', '1', true);"
            + "select pg_catalog.current_setting('tenancy.probe', true)";

    /** Takes a role until the transaction ends. SET LOCAL ROLE takes no parameter, and warns outside a transaction. */
    static final String SET_ROLE = "select pg_catalog.set_config('role', ?, true)";

    private CatalogQueries() {}

    /** How an app login is made a member of a tenant's role: before 16 a login that does not inherit says it for all roles. */
    static String membershipOptions(int major) {
        return major >= 16 ? " WITH INHERIT FALSE, SET TRUE" : "";
    }

    static String setTransaction(WorkOptions options) {
        StringBuilder sql = new StringBuilder("set transaction");
        options.isolation().ifPresent(level -> sql.append(" isolation level ")
                .append(level.name().replace('_', ' ').toLowerCase(java.util.Locale.ROOT)));
        return sql.append(options.isReadOnly() ? " read only" : "").toString();
    }

    static String setLocalStatementTimeout(Duration timeout) {
        return "set local statement_timeout = " + timeout.toMillis();
    }

    /** Quotes a name, part by part. */
    static String name(String... parts) {
        return RENDERER.render(DSL.quotedName(parts));
    }

    /** For queries on the catalog, as the login itself. */
    static DSLContext plain(Connection connection) {
        return DSL.using(connection, SQLDialect.POSTGRES);
    }
}
