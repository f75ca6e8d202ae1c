package dev.tenancy.flyway;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;

import dev.tenancy.Isolation;
import dev.tenancy.TenantLayout;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.QueryPart;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * What an administrator does once a database, before {@link Tenants}: the two logins, the role that all tenants' roles
 * inherit, and who may do what in the database. Run it, or print it for somebody who may:
 *
 * <pre>{@code
 * DatabaseSetup setup = DatabaseSetup.of(layout, "items", "items_owner", "items_app");
 * setup.run(administratorDataSource);      // or:
 * System.out.println(setup.script());      // psql -d items -f setup.sql
 * }</pre>
 *
 * <p>The administrator is a superuser, or (RDS, Aurora) a login with CREATEROLE that owns the database or may give it away.
 * It may be the owner login itself, which then makes the app login alone.
 * The <em>owner login</em> gets CREATEROLE and the database; it is no superuser. The <em>app login</em> may connect and
 * nothing else, inherits nothing, and has a search path without relations. {@code PUBLIC} may no longer connect, create
 * or make temporary tables. All of it is repeatable, and right on PostgreSQL 15 to 18. Immutable, safe for any thread.
 */
public final class DatabaseSetup {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@-]{0,62}");

    private final TenantLayout layout;
    private final String database;
    private final String owner;
    private final String app;
    private final List<String> extensions;

    private DatabaseSetup(TenantLayout layout, String database, String owner, String app, List<String> extensions) {
        this.layout = layout;
        this.database = plain("database", database);
        this.owner = plain("owner login", owner);
        this.app = plain("app login", app);
        this.extensions = List.copyOf(extensions);
    }

    /**
     * The setup of one database.
     *
     * @param layout the same value that {@code Tenancy} and {@code Tenants} are built with
     * @param database its name, unquoted; it exists
     * @param ownerLogin the login that runs DDL
     * @param appLogin the login that serves requests
     * @return the setup
     * @throws TenantsConfigurationException if a name has characters besides letters, digits and {@code _ . @ -}, or the two
     *     logins are one
     */
    public static DatabaseSetup of(TenantLayout layout, String database, String ownerLogin, String appLogin) {
        if (ownerLogin.equals(appLogin)) {
            throw new TenantsConfigurationException("The owner login and the app login are both '" + appLogin
                    + "': the login that serves requests must own nothing. Use two.");
        }
        return new DatabaseSetup(layout, database, ownerLogin, appLogin, List.of());
    }

    /**
     * Extensions that tenants' tables use. They go into the schema {@code extensions}, the only one of the app login's
     * search path: in {@code public} their operators would not be found.
     *
     * @param names {@code citext}, {@code pg_trgm}, …
     * @return a new setup
     */
    public DatabaseSetup extensions(String... names) {
        List.of(names).forEach(extension -> plain("extension", extension));
        return new DatabaseSetup(layout, database, owner, app, List.of(names));
    }

    /**
     * The whole of it as SQL, for {@code psql} in the database: one transaction, since {@code psql} goes on after an error.
     * It sets no passwords: its last lines, comments, say how.
     *
     * @return statements, each ended by a semicolon and a line break
     */
    public String script() {
        return "-- tenancy: the logins and rights of database " + database + "; safe to repeat\nbegin;\n"
                + String.join("\n", statements())
                + "\ncommit;\n-- then set the passwords, which psql does not show:\n-- \\password " + owner
                + "\n-- \\password "
                + app
                + "\n";
    }

    /**
     * Runs it in one transaction and reads the rights back. Sets no passwords: a login that is new cannot log in by password.
     *
     * @param administrator gives connections to the database, with auto-commit on
     * @throws TenantsConfigurationException if a login has more rights than it should, PostgreSQL refuses a statement or cannot
     *     be reached, it is another database, or a right is not as it was set, since PostgreSQL only warns of a REVOKE by one who
     *     may not. Nothing was changed, unless the connection was lost as it committed: it may be run again
     */
    public void run(DataSource administrator) {
        run(administrator, null, null);
    }

    /**
     * Runs it in one transaction, reads the rights back, and sets the passwords, hashed before they are sent.
     *
     * @param administrator gives connections to the database, with auto-commit on
     * @param ownerPassword the owner login's; null leaves it as it is
     * @param appPassword the app login's; null leaves it as it is
     * @throws TenantsConfigurationException as {@link #run(DataSource)}
     */
    public void run(DataSource administrator, char @Nullable [] ownerPassword, char @Nullable [] appPassword) {
        try (Connection connection = administrator.getConnection()) {
            DSLContext dsl = DSL.using(connection, SQLDialect.POSTGRES);
            String here = dsl.fetchSingle("select current_database()").get(0, String.class);
            if (!here.equals(database)) {
                throw new TenantsConfigurationException("The administrator's connections lead to database '" + here
                        + "', and the setup is for '" + database + "'.");
            }
            dsl.transaction(all -> {
                for (String statement : statements()) {
                    execute(connection, statement);
                }
                readBack(all.dsl());
                password(connection, owner, ownerPassword);
                password(connection, app, appPassword);
            });
        } catch (SQLException | DataAccessException e) {
            throw new TenantsConfigurationException(
                    "Database '" + database + "' is not "
                            + (Failures.connectionLost(e)
                                    ? "known to be set up: "
                                    : "set up, and nothing was changed: ")
                            + Failures.text(e) + " Mend that, then run the setup again.",
                    e);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> statements() {
        List<String> sql = new ArrayList<>();
        sql.add(powerless("owner login", owner, "rolsuper", "is a superuser"));
        sql.add(powerless(
                "app login",
                app,
                "rolsuper or rolbypassrls or rolcreaterole or rolcreatedb",
                "is a superuser, bypasses row security, or may make roles or databases"));
        sql.add(unlessThere(owner, "create role {0} login createrole"));
        sql.add(block("if current_user <> {0} then alter role {1} createrole; end if;", inline(owner), name(owner)));
        sql.add(unlessThere(app, "create role {0} login noinherit"));
        sql.add(render("alter role {0} noinherit;", name(app)));
        sql.add(administered(app));
        if (layout.isolation() == Isolation.ROLE) {
            sql.add(unlessThere(layout.groupRole(), "create role {0} nologin"));
            sql.add(claimed(layout.groupRole()));
            sql.add(administered(layout.groupRole()));
        }
        sql.add(render("revoke all on database {0} from public;", name(database)));
        sql.add(render("grant connect, create, temporary on database {0} to {1};", name(database), name(owner)));
        sql.add(render("grant connect on database {0} to {1};", name(database), name(app)));
        sql.add("revoke create on schema public from public;");
        extensions(sql);
        String path = extensions.isEmpty() ? "''" : "extensions";
        sql.add(render("alter role {0} in database {1} set search_path = " + path + ";", name(app), name(database)));
        sql.add(database());
        return sql;
    }

    /** Before anything is changed: the owner login gets ADMIN on the app login, and of a superuser that would be all rights. */
    private static String powerless(String kind, String login, String powers, String said) {
        return block(
                "if exists (select from pg_roles where rolname = {0} and (" + powers
                        + ")) then raise exception '%', {1}; end if;",
                inline(login),
                inline("the " + kind + " '" + login + "' is refused, because it " + said + ". Name another login"));
    }

    private void extensions(List<String> sql) {
        if (!extensions.isEmpty()) {
            sql.add("create schema if not exists extensions;");
            sql.add("grant usage on schema extensions to public;");
            extensions.forEach(extension ->
                    sql.add(render("create extension if not exists {0} schema extensions;", name(extension))));
        }
    }

    /** Administrators that are no superusers may give a database only to a role that they are members of. */
    private String database() {
        return block(
                "if (select datdba from pg_database where datname = current_database()) <> {0}::regrole then"
                        + " if not (select rolsuper from pg_roles where rolname = current_user) then"
                        + " execute format('grant %I to %I', {1}, current_user); end if;"
                        + " alter database {2} owner to {3}; end if;",
                inline(DSL.using(SQLDialect.POSTGRES).render(name(owner))), inline(owner), name(database), name(owner));
    }

    /** The owner login may give membership in it, and set its search path; it inherits nothing from it. */
    private String administered(String role) {
        return block(
                "if current_user = {2} then null; elsif current_setting('server_version_num')::int >= 160000 then"
                        + " execute {0}; else execute {1}; end if;",
                inline(render("grant {0} to {1} with admin true, inherit false, set false", name(role), name(owner))),
                inline(render("grant {0} to {1} with admin option", name(role), name(owner))),
                inline(owner));
    }

    /** Roles belong to the server: a comment says which database this one is of, and another database's is not taken. */
    private String claimed(String role) {
        String comment = "tenancy: group of database " + database;
        return block(
                "if coalesce(shobj_description({0}::regrole, 'pg_authid'), {1}) <> {1} then"
                        + " raise exception 'role % belongs to another database: %', {0}, shobj_description({0}::regrole, 'pg_authid')"
                        + " using hint = 'Give this database''s layout a rolePrefix of its own.'; end if;"
                        + " comment on role {2} is {1};",
                inline(DSL.using(SQLDialect.POSTGRES).render(name(role))), inline(comment), name(role));
    }

    private static String unlessThere(String role, String create) {
        return block(
                "if not exists (select from pg_roles where rolname = {0}) then " + create.replace("{0}", "{1}")
                        + "; end if;",
                inline(role),
                name(role));
    }

    private static String block(String body, QueryPart... parts) {
        return "do $tenancy$ begin " + render(body, parts) + " end $tenancy$;";
    }

    private static String render(String statement, QueryPart... parts) {
        return DSL.using(SQLDialect.POSTGRES).render(DSL.sql(statement, parts));
    }

    private void readBack(DSLContext dsl) {
        List<String> wrong = dsl.resultQuery("""
                        select 'the app login may create schemas' where has_database_privilege({0}, {1}, 'create')
                        union all select 'the app login may make temporary tables' where has_database_privilege({0}, {1}, 'temporary')
                        union all select 'the app login may create in schema public' where has_schema_privilege({0}, 'public', 'create')
                        union all select 'the app login inherits rights' from pg_roles where rolname = {0} and rolinherit
                        union all select 'the owner login does not own the database' from pg_database
                          where datname = {1} and datdba <> (select oid from pg_roles where rolname = {2})
                        """, inline(app), inline(database), inline(owner))
                .fetchInto(String.class);
        if (!wrong.isEmpty()) {
            throw new TenantsConfigurationException(
                    "Database '" + database + "' is not set up, and nothing was changed: "
                            + String.join("; ", wrong)
                            + ". PostgreSQL only warns of a REVOKE by one who may not: run the setup as a superuser or as the"
                            + " database's owner.");
        }
    }

    private static void password(Connection connection, String login, char @Nullable [] password) throws SQLException {
        if (password != null) {
            connection.unwrap(PGConnection.class).alterUserPassword(login, password.clone(), "scram-sha-256");
        }
    }

    private static String plain(String kind, String name) {
        if (!PLAIN.matcher(name).matches()) {
            throw new TenantsConfigurationException("The " + kind
                    + "'s name is refused: up to 63 letters, digits, '_', '.'," + " '@' and '-' are allowed.");
        }
        return name;
    }
}
