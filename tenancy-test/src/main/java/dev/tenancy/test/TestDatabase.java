package dev.tenancy.test;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.list;
import static org.jooq.impl.DSL.name;

import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.postgresql.ds.PGSimpleDataSource;

/** One database of the shared server with its two logins, as they are in production. */
final class TestDatabase {

    private static final int ROLES_A_STATEMENT = 500;

    private final PostgresServer server;
    private final DatabaseNames names;

    TestDatabase(PostgresServer server, DatabaseNames names) {
        this.server = server;
        this.names = names;
    }

    void create() {
        Sql.run(server.superuser(), dsl -> {
            dsl.execute("create role {0} login createrole password {1}", owner(), inline(names.password()));
            // template0 takes no connections, so no other session can be in the way of the copy
            dsl.execute(
                    "create database {0} owner {1} template template0 strategy " + server.copyStrategy(),
                    database(),
                    owner());
        });
        Sql.transaction(ownerDataSource(), this::asProduction);
    }

    void drop() {
        Sql.run(server.superuser(), dsl -> {
            dsl.execute("drop database if exists {0} with (force)", database());
            List<Name> roles = dsl.resultQuery(
                            "select rolname from pg_roles where starts_with(rolname, {0}) or rolname in ({1}, {2})"
                                    + " order by rolname = {1}", // the owner granted what the others have
                            inline(names.rolePrefix()), inline(names.owner()), inline(names.app()))
                    .fetch(role -> name(role.get(0, String.class)));
            for (int from = 0; from < roles.size(); from += ROLES_A_STATEMENT) {
                List<Name> some = roles.subList(from, Math.min(roles.size(), from + ROLES_A_STATEMENT));
                dsl.execute("drop role {0}", list(some));
            }
        });
    }

    PGSimpleDataSource ownerDataSource() {
        return server.dataSource(names.database(), names.owner(), names.password());
    }

    PGSimpleDataSource appDataSource() {
        return server.dataSource(names.database(), names.app(), names.password());
    }

    PGSimpleDataSource superuserDataSource() {
        PGSimpleDataSource dataSource = server.superuser();
        dataSource.setDatabaseName(names.database());
        return dataSource;
    }

    private void asProduction(DSLContext dsl) {
        Name app = name(names.app());
        dsl.execute("create role {0} login noinherit password {1}", app, inline(names.password()));
        dsl.execute("alter role {0} set search_path = ''", app);
        dsl.execute("alter role {0} set search_path = ''", owner());
        dsl.execute("revoke all on database {0} from public", database());
        dsl.execute("grant connect on database {0} to {1}", database(), app);
        dsl.execute("revoke create on schema public from public");
        String shared = names.layout().sharedSchema();
        if (!shared.equals("public")) {
            dsl.execute("create schema {0}", name(shared));
            dsl.execute("grant usage on schema {0} to {1}", name(shared), app);
        }
    }

    private Name owner() {
        return name(names.owner());
    }

    private Name database() {
        return name(names.database());
    }
}
