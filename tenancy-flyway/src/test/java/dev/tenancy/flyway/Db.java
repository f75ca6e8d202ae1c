package dev.tenancy.flyway;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.test.PostgresExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A test's database from its three sides, and tenants of it; an extension, which closes what it holds after the class.
 *
 * @param pooled whether the owner's and the superuser's connections are kept: PostgreSQL starts a process for each, which is most
 *     of what many small statements cost. Not where a test ends sessions, counts connections or has to see a fresh one.
 */
record Db(PostgresExtension postgres, boolean pooled) implements AfterAllCallback {

    private static final Map<PostgresExtension, Tenants> USUAL = new ConcurrentHashMap<>();
    private static final Map<List<Object>, HikariDataSource> POOLS = new ConcurrentHashMap<>();

    Db(PostgresExtension postgres) {
        this(postgres, true);
    }

    /** One object for all tests of a class, as a program has. */
    Tenants tenants() {
        return USUAL.computeIfAbsent(postgres, any -> tenants(builder -> builder));
    }

    Tenants tenants(UnaryOperator<TenantsBuilder> more) {
        return tenants(ownerSource(), more);
    }

    Tenants tenants(DataSource owner, UnaryOperator<TenantsBuilder> more) {
        return more.apply(Tenants.builder(owner)
                        .layout(layout())
                        .sharedLocations("classpath:db/shared")
                        .appLogin(app()))
                .build();
    }

    TenantLayout layout() {
        return postgres.layout();
    }

    String app() {
        return postgres.appDataSource().getUser();
    }

    DSLContext owner() {
        return dsl(ownerSource());
    }

    DSLContext appDsl() {
        return dsl(postgres.appDataSource());
    }

    DSLContext superuser() {
        return dsl(kept(postgres.superuserDataSource()));
    }

    DataSource ownerSource() {
        return kept(postgres.ownerDataSource());
    }

    private DataSource kept(PGSimpleDataSource single) {
        return pooled
                ? POOLS.computeIfAbsent(List.of(postgres, String.valueOf(single.getUser())), any -> pool(single))
                : single;
    }

    private static HikariDataSource pool(DataSource single) {
        HikariDataSource pool = new HikariDataSource();
        pool.setDataSource(single);
        pool.setMinimumIdle(1);
        return pool;
    }

    @Override
    public void afterAll(ExtensionContext context) {
        POOLS.entrySet().removeIf(pool -> {
            boolean ours = pool.getKey().get(0) == postgres;
            if (ours) {
                pool.getValue().close();
            }
            return ours;
        });
    }

    Name superuserName() {
        return DSL.name(String.valueOf(postgres.superuserDataSource().getUser()));
    }

    static DSLContext dsl(DataSource dataSource) {
        return DSL.using(dataSource, SQLDialect.POSTGRES, new Settings().withExecuteLogging(false));
    }

    /**
     * A tenant with the history and the empty tables of another one, made in a few milliseconds: it has no role and no
     * rights, which a migration does not need.
     */
    void copy(TenantId original, TenantId tenant) {
        owner().transaction(tx -> {
            DSLContext dsl = tx.dsl();
            dsl.execute("create schema {0}", DSL.name(schema(tenant)));
            dsl.fetch("select tablename from pg_tables where schemaname = {0}", DSL.val(schema(original)))
                    .map(row -> row.get(0, String.class))
                    .forEach(table -> dsl.execute(
                            "create table {0} (like {1} including all)", table(tenant, table), table(original, table)));
            dsl.execute(
                    "insert into {0} select * from {1}",
                    table(tenant, "flyway_schema_history"), table(original, "flyway_schema_history"));
            dsl.execute(
                    "insert into public.tenants (id, status, schema_version, activated_at)"
                            + " select {0}, status, schema_version, activated_at from public.tenants where id = {1}",
                    DSL.val(tenant.value()), DSL.val(original.value()));
        });
    }

    /** Drops all tenants' schemas and roles and the registry's rows, as if there had never been any. */
    void forgetTenants() {
        owner().fetch("select nspname from pg_namespace where nspname like 'tenant\\_%'")
                .forEach(row -> owner().execute("drop schema {0} cascade", DSL.name(row.get(0, String.class))));
        if (owner().fetchValue("select to_regclass('public.tenants')") != null) {
            owner().fetch("delete from public.tenants returning id")
                    .map(row -> TenantId.of(row.get(0, String.class)))
                    .forEach(tenant -> owner().execute("drop role if exists {0}", DSL.name(layout().roleOf(tenant))));
        }
    }

    String schema(TenantId tenant) {
        return layout().schemaOf(tenant).value();
    }

    Name table(TenantId tenant, String table) {
        return DSL.name(schema(tenant), table);
    }

    boolean schemaExists(TenantId tenant) {
        return one(owner(), "select exists (select from pg_namespace where nspname = {0})", schema(tenant));
    }

    boolean roleExists(TenantId tenant) {
        return one(owner(), "select exists (select from pg_roles where rolname = {0})", layout().roleOf(tenant));
    }

    private static boolean one(DSLContext dsl, String query, String bind) {
        return Boolean.TRUE.equals(dsl.fetchValue(query, DSL.val(bind)));
    }

    /** A directory of scripts: names and texts in turn. */
    static String scripts(Path directory, String... namesAndTexts) {
        try {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                Files.writeString(directory.resolve(namesAndTexts[i]), namesAndTexts[i + 1]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "filesystem:" + directory;
    }

    List<Diagnosis.Finding> findings(Tenants tenants, TenantId tenant) {
        return tenants.doctor().findings().stream()
                .filter(finding -> finding.tenant().equals(Optional.of(tenant)))
                .toList();
    }

    /** As a request does: in a transaction, under the tenant's role. */
    int insertItem(TenantId tenant) {
        return appDsl().transactionResult(tx -> {
            tx.dsl().execute("set local role {0}", DSL.name(layout().roleOf(tenant)));
            return tx.dsl()
                    .execute(
                            "insert into {0} (owner, title) values ({1}, 'a')",
                            table(tenant, "items"), DSL.val(tenant.value()));
        });
    }

    /** All that a tenant is in the catalog: two tenants that were made the same way have the same text. */
    String shape(TenantId tenant) {
        String schema = schema(tenant);
        return superuser()
                .fetchOne(
                        """
                        with n as (select oid, nspname, nspacl from pg_namespace where nspname = {0})
                        select string_agg(line, E'\\n' order by line) from (
                          select format('%s %s %s %s', c.relkind, c.relname, c.relacl, i.indisvalid) as line
                          from n join pg_class c on c.relnamespace = n.oid left join pg_index i on i.indexrelid = c.oid
                          union all
                          select format('%s.%s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull)
                          from n join pg_class c on c.relnamespace = n.oid join pg_attribute a on a.attrelid = c.oid
                          where a.attnum > 0
                          union all select format('acl %s', nspacl) from n
                          union all select format('default %s %s', d.defaclobjtype, d.defaclacl)
                          from n join pg_default_acl d on d.defaclnamespace = n.oid
                          union all select format('member %s %s', m.roleid::regrole, m.member::regrole) from pg_auth_members m
                          where m.roleid::regrole::text = {1} or m.member::regrole::text = {1}
                          union all select format('history %s %s %s', h.version, h.script, h.success) from {2} h
                        ) as lines
                        """,
                        DSL.val(schema),
                        DSL.val(owner().render(DSL.name(layout().roleOf(tenant)))),
                        table(tenant, "flyway_schema_history"))
                .get(0, String.class)
                .replace(layout().roleOf(tenant), "ROLE")
                .replace(schema, "SCHEMA");
    }
}
