package dev.tenancy.test;

import dev.tenancy.Tenancy;
import dev.tenancy.TenancyBuilder;
import dev.tenancy.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.Schema;
import org.jooq.impl.DefaultConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Shows that your own code stays in its tenant.
 *
 * <pre>{@code
 * static final TenantIsolation isolation = TenantIsolation.builder(postgres)
 *         .seed((tenant, dsl) -> dsl.insertInto(ITEMS, ITEMS.NAME, ITEMS.OWNER).values("pen", tenant.value()).execute())
 *         .build();
 * static final ItemRepository items = new ItemRepository(isolation.tenancy());
 *
 * @Test
 * void find_all_stays_in_its_tenant() throws Exception {
 *     isolation.check(tenant -> items.findAll(tenant));
 * }
 * }</pre>
 *
 * <p>{@link #check} makes two new tenants with the extension's migrations and seeds them with the same keys. Decoys, the
 * same tables once more in the template schema and in {@code public}, are seeded for a tenant called {@code leak} and open to
 * everybody. It runs the code in the first tenant and fails if
 *
 * <ul>
 *   <li>a table or sequence of the other tenant or of a decoy was changed, were it to the same values;
 *   <li>a statement named a relation, function or type of another tenant or of a decoy, even if PostgreSQL refused it;
 *   <li>a row came back, or was left in the first tenant, whose owner column is not the first tenant;
 *   <li>a unit of work ran in another tenant;
 *   <li>no statement was seen at all, or the seeding left nothing to leak: such a check could not fail.
 * </ul>
 *
 * <p>It does not see what views and functions read inside PostgreSQL, nor rows read around jOOQ or by a {@code Tenancy} of
 * your own. With {@link dev.tenancy.Isolation#QUALIFIED} PostgreSQL stops nothing, so that more of a leak can be seen. Safe for any
 * thread; checks of one object run one after another.
 */
public final class TenantIsolation {

    private static final AtomicInteger CHECKS = new AtomicInteger();

    private final PostgresExtension postgres;
    private final Decoys decoys;
    private final String ownerColumn;
    private final Observer observer = new Observer();
    private final DataSource dataSource;
    private final Tenancy tenancy;

    private TenantIsolation(Builder plan, TenantSeed seed) {
        this.postgres = plan.postgres;
        this.decoys = new Decoys(postgres, seed);
        this.ownerColumn = plan.ownerColumn;
        this.dataSource =
                observer.jdbc(DataSource.class, plan.dataSource == null ? postgres.appDataSource() : plan.dataSource);
        TenancyBuilder builder = Tenancy.builder(dataSource)
                .layout(postgres.layout())
                .configuration(plan.configuration.deriveAppending(observer))
                .listener(tenant -> {
                    observer.unitOfWork(tenant);
                    return (duration, failure) -> {};
                });
        plan.schemas.forEach(builder::schema);
        this.tenancy = builder.build();
    }

    /**
     * A kit for one database.
     *
     * @param postgres whose migrations make the tables; it must have at least one
     * @return a new builder
     */
    public static Builder builder(PostgresExtension postgres) {
        return new Builder(postgres);
    }

    /**
     * The tenancy to build your code over: statements and rows are seen.
     *
     * @return the same each time
     */
    public Tenancy tenancy() {
        return tenancy;
    }

    /**
     * The app login's data source, if your code makes its own {@code Tenancy} or needs JDBC: statements are seen, rows are
     * not.
     *
     * @return the same each time
     */
    public DataSource dataSource() {
        return dataSource;
    }

    /**
     * Runs code in a new tenant and looks at all that it must not touch.
     *
     * @param code built over {@link #tenancy()} or {@link #dataSource()}
     * @throws X what the code throws, if nothing was found
     * @throws AssertionError with everything that was found, its cause what the code threw
     * @param <X> what the code throws besides unchecked exceptions
     */
    public synchronized <X extends Exception> void check(TenantCode<X> code) throws X {
        int number = CHECKS.incrementAndGet();
        TenantId tenant = TenantId.of("acme-" + number);
        // one id begins with the other: a LIKE or a cut name would mix them up
        TenantId other = TenantId.of("acme-" + number + "-b");
        Sql.transaction(postgres.ownerDataSource(), owner -> {
            decoys.make(owner);
            seeded(owner, tenant);
            seeded(owner, other);
        });

        ForeignObjects foreign = asSuperuser(dsl -> ForeignObjects.to(tenant, postgres.layout(), dsl));
        Fingerprint before = asSuperuser(dsl -> Fingerprint.of(dsl, foreign::has));
        if (!before.hasRows(postgres.layout().schemaOf(other).value())) {
            throw new IllegalStateException("The seeding left no row in tenant '" + other + "': nothing could leak.");
        }
        Observation observation = new Observation(tenant, foreign, ownerColumn);
        observer.observe(observation);
        try {
            code.run(tenant);
        } catch (Throwable thrown) {
            none(findings(tenant, observation, before, foreign), tenant, thrown);
            throw thrown;
        } finally {
            observer.observe(null);
        }
        none(findings(tenant, observation, before, foreign), tenant, null);
        if (observation.statements() == 0) {
            throw new AssertionError(
                    "The code in tenant '" + tenant
                            + "' proves nothing: no statement was seen. Build it over TenantIsolation.tenancy() or dataSource().");
        }
    }

    private List<String> findings(
            TenantId tenant, Observation observation, Fingerprint before, ForeignObjects foreign) {
        List<String> findings = observation.findings();
        findings.addAll(before.changes(asSuperuser(dsl -> Fingerprint.of(dsl, foreign::has))));
        findings.addAll(asSuperuser(dsl -> ForeignRows.in(dsl, postgres.layout(), ownerColumn, tenant::equals)));
        return findings;
    }

    private static void none(List<String> findings, TenantId tenant, @Nullable Throwable thrown) {
        if (!findings.isEmpty()) {
            String message = "The code is not isolated. Run in tenant '" + tenant + "' alone, it reached out of it ("
                    + findings.size() + " found):\n- " + String.join("\n- ", findings)
                    + (thrown == null ? "" : "\nThe code itself ended with " + thrown);
            throw new AssertionError(message, thrown);
        }
    }

    private void seeded(DSLContext owner, TenantId tenant) {
        postgres.createTenant(owner, tenant);
        decoys.seed(owner, postgres.layout().schemaOf(tenant).value(), tenant);
    }

    private <T> T asSuperuser(Function<DSLContext, T> question) {
        return Sql.query(postgres.superuserDataSource(), question);
    }

    /** Collects what a {@link TenantIsolation} needs. Not safe for several threads. */
    public static final class Builder {

        private final PostgresExtension postgres;
        private final List<Schema> schemas = new ArrayList<>();
        private Configuration configuration = new DefaultConfiguration().set(SQLDialect.POSTGRES);
        private String ownerColumn = "owner";
        private @Nullable DataSource dataSource;
        private @Nullable TenantSeed seed;

        private Builder(PostgresExtension postgres) {
            this.postgres = postgres;
        }

        /**
         * The rows of each tenant. Needed: without rows nothing could leak.
         *
         * @param seed called for both tenants of each check and for the decoys
         * @return this
         */
        public Builder seed(TenantSeed seed) {
            this.seed = seed;
            return this;
        }

        /**
         * The column that says whose a row is. Default: {@code owner}. Tables without it are fine; rows that have it and
         * hold null are passed over.
         *
         * @param ownerColumn its name as PostgreSQL has it; what {@link #seed} puts there is the tenant's id
         * @return this
         */
        public Builder ownerColumn(String ownerColumn) {
            this.ownerColumn = ownerColumn;
            return this;
        }

        /**
         * A pool of yours. Default: a new connection for each unit of work.
         *
         * @param dataSource gives connections of the app login to the extension's database
         * @return this
         */
        public Builder dataSource(DataSource dataSource) {
            this.dataSource = dataSource;
            return this;
        }

        /**
         * As {@link TenancyBuilder#schema}.
         *
         * @param generated the object that jOOQ generated for the template schema
         * @return this
         */
        public Builder schema(Schema generated) {
            schemas.add(generated);
            return this;
        }

        /**
         * As {@link TenancyBuilder#configuration}.
         *
         * @param configuration with the settings, mappers and listeners that your code needs
         * @return this
         */
        public Builder configuration(Configuration configuration) {
            this.configuration = configuration;
            return this;
        }

        /**
         * Makes the kit. Starts the server, if none runs, and opens no connection to the database.
         *
         * @return a kit for a static field
         * @throws IllegalStateException if there is no seeding, or the extension has no migration
         */
        public TenantIsolation build() {
            if (seed == null || postgres.migrations().isEmpty()) {
                throw new IllegalStateException("Without tables and rows nothing can leak: give the PostgresExtension a"
                        + " migration(..) and this kit a seed(..).");
            }
            return new TenantIsolation(this, seed);
        }
    }
}
