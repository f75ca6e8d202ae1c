package dev.tenancy.benchmarks;

import dev.tenancy.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Tenants in large numbers: the first is provisioned, the others are copies of it in SQL, as provisioning leaves them (role,
 * memberships, schema, rights, registry row) but with some of its tables only. So ten thousand take minutes, not hours.
 */
final class Crowd {

    private static final int A_TRANSACTION = 50;

    private final Lab lab;
    private final String location;
    private final List<String> tables;
    private int size;

    Crowd(Lab lab, String... tables) {
        this(lab, "classpath:db/bench", tables);
    }

    private Crowd(Lab lab, String location, String... tables) {
        this.lab = lab;
        this.location = location;
        this.tables = List.of(tables);
    }

    /** Of scripts of one's own, with their history. */
    static Crowd of(Lab lab, ScriptFolder scripts, String... tables) {
        return new Crowd(lab, scripts.location(), tables);
    }

    static TenantId tenant(int i) {
        return TenantId.of("t-" + i);
    }

    String schema(int i) {
        return lab.layout().schemaOf(tenant(i)).value();
    }

    int size() {
        return size;
    }

    void growTo(int wanted) throws SQLException {
        if (size == 0) {
            first();
        }
        inTransactions(Login.ADMINISTRATOR, wanted, this::roles);
        inTransactions(Login.OWNER, wanted, this::copies);
        size = Math.max(size, wanted);
        lab.analyze();
    }

    /** SQL for the tenants from one number to another. */
    @FunctionalInterface
    private interface Part {

        String sql(int from, int to, boolean perGrant);
    }

    private void inTransactions(Login login, int wanted, Part part) throws SQLException {
        try (Connection connection = lab.dataSource(login).getConnection();
                Statement statement = connection.createStatement()) {
            boolean perGrant = connection.getMetaData().getDatabaseMajorVersion() >= 16;
            for (int from = size; from < wanted; from += A_TRANSACTION) {
                statement.execute(part.sql(from, Math.min(from + A_TRANSACTION, wanted) - 1, perGrant));
            }
        }
    }

    private void first() throws SQLException {
        lab.tenants(lab.dataSource(Login.OWNER)).locations(location).build().provision(tenant(0));
        String plain = lab.loginName(Login.PLAIN);
        Lab.execute(
                lab.dataSource(Login.OWNER),
                "grant usage on schema \"" + schema(0) + "\" to " + plain + "; grant all on all tables in schema \""
                        + schema(0) + "\" to " + plain);
        size = 1;
    }

    /** Schemas alone, for those who know no tenants: no role, no registry row. */
    List<String> outsiders(String prefix, int many) throws SQLException {
        List<String> names = IntStream.range(0, many).mapToObj(i -> prefix + i).toList();
        try (Connection owner = lab.dataSource(Login.OWNER).getConnection();
                Statement statement = owner.createStatement()) {
            for (String name : names) {
                StringBuilder copy = new StringBuilder("create schema \"" + name + "\";");
                for (String table : tables) {
                    copy.append(" create table \"%1$s\".\"%2$s\" (like \"%3$s\".\"%2$s\" including all);"
                            .formatted(name, table, schema(0)));
                    copy.append(" insert into \"%1$s\".\"%2$s\" select * from \"%3$s\".\"%2$s\";"
                            .formatted(name, table, schema(0)));
                }
                statement.execute(copy.toString());
            }
        }
        return names;
    }

    /**
     * All roles before the first schema, by a superuser: every new role makes a session look its memberships up anew, which takes
     * an owner of thousands tens of milliseconds. Its rights over them are those that CREATE ROLE would have given it. All names
     * are ours, so nothing needs to be quoted but them.
     */
    private String roles(int from, int to, boolean perGrant) {
        return """
                do $$
                declare app constant text := '%s'; owner constant text := '%s'; everyone constant text := '%s'; r text;
                begin
                  for i in %d..%d loop
                    r := '%s' || i;
                    execute format('create role %%I nologin', r);
                    %s
                    execute format('grant %%I to %%I%s granted by %%I', everyone, r, owner);
                    execute format('grant %%I to %%I%s granted by %%I', r, app, owner);
                  end loop;
                end $$""".formatted(
                lab.loginName(Login.APP),
                lab.loginName(Login.OWNER),
                lab.layout().groupRole(),
                from,
                to,
                prefix(lab.layout().roleOf(tenant(0))),
                perGrant ? "execute format('grant %I to %I with admin true, inherit false, set false', r, owner);" : "",
                perGrant ? " with inherit true, set false" : "",
                perGrant ? " with inherit false, set true" : "");
    }

    private String copies(int from, int to, boolean perGrant) {
        String list = tables.stream().map(table -> "'" + table + "'").collect(Collectors.joining(", "));
        return """
                do $$
                declare plain constant text := '%s'; tenant text; s text; r text; tab text;
                begin
                  for i in %d..%d loop
                    tenant := 't-' || i; s := '%s' || i; r := '%s' || i;
                    execute format('create schema %%I', s);
                    execute format('grant usage on schema %%I to %%I, %%I', s, r, plain);
                    foreach tab in array array[%s] loop
                      execute format('create table %%1$I.%%2$I (like %%3$I.%%2$I including all)', s, tab, '%s');
                      execute format('insert into %%1$I.%%2$I select * from %%3$I.%%2$I', s, tab, '%s');
                      execute format('grant select, insert, update, delete on %%I.%%I to %%I, %%I', s, tab, r, plain);
                    end loop;
                    perform setval(c.oid::regclass, 1000) from pg_class c
                    where c.relnamespace = quote_ident(s)::regnamespace and c.relkind = 'S';
                    insert into public.tenants (id, status, epoch, schema_version, made_schema, made_role, activated_at)
                    select tenant, 'ACTIVE', epoch, schema_version, true, true, now() from public.tenants where id = 't-0';
                  end loop;
                end $$""".formatted(
                        lab.loginName(Login.PLAIN),
                        from,
                        to,
                        prefix(lab.layout().schemaOf(tenant(0)).value()),
                        prefix(lab.layout().roleOf(tenant(0))),
                        list,
                        schema(0),
                        schema(0));
    }

    /** Without the zero at its end. */
    private static String prefix(String nameOfFirst) {
        return nameOfFirst.substring(0, nameOfFirst.length() - 1);
    }

    List<String> schemas() {
        return IntStream.range(0, size).mapToObj(this::schema).toList();
    }
}
