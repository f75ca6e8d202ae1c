package dev.tenancy.test;

import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Gives a test class a PostgreSQL database of its own, with the two logins of production and, if asked, tenants.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final PostgresExtension postgres = PostgresExtension.builder()
 *         .migrationResource("db/tenant/V1__items.sql")
 *         .tenants("acme", "globex")
 *         .build();
 * }</pre>
 *
 * <p>Keep it in a {@code static} field. The database is made before all tests of the class, its nested classes included,
 * and dropped after them with its roles. Names and passwords stay the same for the life of this object, so
 * {@link #layout()} and the data sources may be asked for at any time, and be kept in static fields. If several test classes
 * inherit one field, each gets the database anew; run at the same time, they share it.
 *
 * <p>The server is one a JVM, started by the first test that needs it: the one at the URL in the system property
 * {@code tenancy.test.url} or the environment variable {@code TENANCY_TEST_URL} (with a superuser's credentials); else a
 * container, if Testcontainers is on the class path and a Docker answers; else the embedded binaries, stopped and deleted
 * when the JVM exits. The system property {@code postgres.version} (a major, 17 say) chooses the container's image and must
 * agree with the others.
 *
 * <p>The logins: the <em>owner</em> owns the database, may create roles and is no superuser; it has created the <em>app
 * login</em>, which may connect and nothing else, inherits nothing, and takes a tenant's role where the layout says
 * {@code ROLE}. Both have an empty search path. {@code PUBLIC} may neither connect nor create. Safe for any thread.
 */
public final class PostgresExtension implements BeforeAllCallback, AfterAllCallback {

    private final DatabaseNames names;
    private final List<String> shared;
    private final List<String> migrations;
    private final List<TenantId> tenants;
    private int classes;

    private PostgresExtension(Builder plan) {
        this.names = DatabaseNames.random(plan.layout);
        this.shared = List.copyOf(plan.shared);
        this.migrations = List.copyOf(plan.migrations);
        this.tenants = List.copyOf(plan.tenants);
    }

    /**
     * An empty database for {@link TenantLayout#defaults()}.
     *
     * @return an extension for a static field
     */
    public static PostgresExtension create() {
        return builder().build();
    }

    /**
     * A database that starts with what you say.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The layout that was asked for, with a role prefix of its own, since roles belong to the whole server. Give this one to
     * both sides in your tests.
     *
     * @return the layout of this database
     */
    public TenantLayout layout() {
        return names.layout();
    }

    /**
     * The login that runs DDL.
     *
     * @return a new data source without a pool; it has the URL, user and password
     */
    public PGSimpleDataSource ownerDataSource() {
        return database().ownerDataSource();
    }

    /**
     * The login that serves requests.
     *
     * @return a new data source without a pool; it has the URL, user and password
     */
    public PGSimpleDataSource appDataSource() {
        return database().appDataSource();
    }

    /**
     * The server's superuser, in this database: for what neither login may do, such as looking at other sessions.
     *
     * @return a new data source without a pool; it has the URL, user and, if there is one, password
     */
    public PGSimpleDataSource superuserDataSource() {
        return database().superuserDataSource();
    }

    /**
     * The server's major version.
     *
     * @return 15 or more
     */
    public int major() {
        return PostgresServer.shared().major();
    }

    /**
     * Makes a tenant as the owner, in one transaction: its schema; with {@code ROLE} its role, member of the group role,
     * which the app login may take but does not inherit; the rights to read and write (with {@code QUALIFIED} the app login
     * has them itself); the tables of the builder's migrations and then of these.
     *
     * @param tenant an id that this database does not have yet
     * @param scripts SQL, run with the tenant's schema as the only one of the search path; {@code ${flyway:defaultSchema}}
     *     in it is the schema's name. No statement that PostgreSQL refuses in a transaction
     * @throws org.jooq.exception.DataAccessException if the tenant exists or a script fails; nothing of the tenant is kept
     */
    public void createTenant(TenantId tenant, String... scripts) {
        Sql.transaction(ownerDataSource(), owner -> createTenant(owner, tenant, scripts));
    }

    /**
     * Runs SQL as the owner, in one transaction. Its search path is empty: qualify names.
     *
     * @param sql one statement or several
     * @throws org.jooq.exception.DataAccessException if one fails
     */
    public void execute(String sql) {
        Sql.transaction(ownerDataSource(), owner -> Sql.script(owner, sql));
    }

    /**
     * Looks at each connection of a pool for what a unit of work may have left on it: another role, changed settings (the
     * search path is one), a temporary schema, locks, an open transaction, a held cursor, LISTEN, PREPARE. For after each
     * test, when no work is under way. It does not see {@code application_name}, which the driver sets itself, nor settings
     * of your own ({@code my.tenant}), which PostgreSQL does not list.
     *
     * @param pool over this database
     * @param connections how many it can give; so many are borrowed at once
     * @throws AssertionError with everything that was found
     */
    public void assertClean(DataSource pool, int connections) {
        none("Connections were given back unclean", CleanConnections.residue(superuserDataSource(), pool, connections));
    }

    /**
     * Looks through all tenants' tables for rows that say they are another tenant's. For after each test.
     *
     * @param ownerColumn the column that holds the tenant's id; tables without it and nulls are passed over
     * @throws AssertionError with everything that was found
     */
    public void assertRowsAtHome(String ownerColumn) {
        none(
                "Rows are in the wrong tenant",
                Sql.query(superuserDataSource(), dsl -> ForeignRows.in(dsl, layout(), ownerColumn, tenant -> true)));
    }

    private static void none(String problem, List<String> findings) {
        if (!findings.isEmpty()) {
            throw new AssertionError(problem + ":\n- " + String.join("\n- ", findings));
        }
    }

    @Override
    public synchronized void beforeAll(ExtensionContext context) {
        if (classes++ == 0) {
            database().create();
            shared.forEach(script ->
                    Sql.transaction(ownerDataSource(), owner -> tenants().shared(owner, script)));
            tenants.forEach(tenant -> createTenant(tenant));
        }
    }

    @Override
    public synchronized void afterAll(ExtensionContext context) {
        if (--classes == 0) {
            database().drop();
        }
    }

    void createTenant(DSLContext owner, TenantId tenant, String... scripts) {
        List<String> all = new ArrayList<>(migrations);
        all.addAll(List.of(scripts));
        tenants().create(owner, tenant, all);
    }

    List<String> migrations() {
        return migrations;
    }

    private TestDatabase database() {
        return new TestDatabase(PostgresServer.shared(), names);
    }

    TestTenants tenants() {
        return new TestTenants(names, major());
    }

    /** Collects what a database starts with. Not safe for several threads. */
    public static final class Builder {

        private TenantLayout layout = TenantLayout.defaults();
        private final List<String> shared = new ArrayList<>();
        private final List<String> migrations = new ArrayList<>();
        private final List<TenantId> tenants = new ArrayList<>();

        private Builder() {}

        /**
         * How tenants are laid out. Default: {@link TenantLayout#defaults()}.
         *
         * @param layout its role prefix is replaced, see {@link PostgresExtension#layout()}
         * @return this
         */
        public Builder layout(TenantLayout layout) {
            this.layout = layout;
            return this;
        }

        /**
         * Adds tables to the layout's shared schema, which every tenant may read afterwards.
         *
         * @param sql run once, as the owner, with the shared schema as the only one of the search path
         * @return this
         */
        public Builder shared(String sql) {
            shared.add(sql);
            return this;
        }

        /**
         * Adds SQL that each tenant is made with.
         *
         * @param sql run as {@link PostgresExtension#createTenant} says
         * @return this
         */
        public Builder migration(String sql) {
            migrations.add(sql);
            return this;
        }

        /**
         * Adds a file that each tenant is made with.
         *
         * @param resource its path on the class path, UTF-8, as in {@code db/tenant/V1__items.sql}
         * @return this
         * @throws IllegalArgumentException if there is no such resource
         */
        public Builder migrationResource(String resource) {
            return migration(Resources.text(resource));
        }

        /**
         * Adds tenants that are there before the first test.
         *
         * @param ids their ids
         * @return this
         * @throws dev.tenancy.InvalidTenantIdException if one is refused
         */
        public Builder tenants(String... ids) {
            List.of(ids).forEach(id -> tenants.add(TenantId.of(id)));
            return this;
        }

        /**
         * Makes the extension. Starts nothing.
         *
         * @return an extension for a static field
         */
        public PostgresExtension build() {
            return new PostgresExtension(this);
        }
    }
}
