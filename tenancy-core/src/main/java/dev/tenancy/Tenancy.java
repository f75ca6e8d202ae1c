package dev.tenancy;

import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Runs jOOQ in one tenant's schema: the entry point of the library.
 *
 * <pre>{@code
 * Tenancy tenancy = Tenancy.create(dataSource);
 * List<Item> items = tenancy.inTransaction(TenantId.of("acme"), dsl -> dsl.selectFrom(ITEMS).fetchInto(Item.class));
 * }</pre>
 *
 * <p>Every name of generated code is rendered with the tenant's schema, and with {@link Isolation#ROLE} (the default) every
 * statement runs under the tenant's own role, so that PostgreSQL refuses what belongs to another tenant. There is no
 * current tenant: each call takes one.
 *
 * <p>Make one a program, at start-up, and keep it: it is safe for any thread and holds nothing that needs closing. The
 * {@code DataSource} stays yours; it must give connections of the <em>app login</em>, with auto-commit on.
 *
 * <p>Failures: {@link TenantNotFoundException}, {@link TenantNotActiveException}, {@link TenantBehindException},
 * {@link TenantAccessException}, {@link ConnectionUnavailableException}, {@link CallerTransactionException}, {@link NestedWorkException},
 * {@link TransactionAbortedException}, {@link CommitUnknownException}; what PostgreSQL says to a statement is jOOQ's
 * {@link org.jooq.exception.DataAccessException}, and what the callback throws reaches the caller as it is.
 */
public final class Tenancy {

    private final UnitsOfWork work;

    Tenancy(UnitsOfWork work) {
        this.work = work;
    }

    /**
     * A tenancy with {@link TenantLayout#defaults()} over one database.
     *
     * @param dataSource gives connections of the app login
     * @return the tenancy
     */
    public static Tenancy create(DataSource dataSource) {
        return builder(dataSource).build();
    }

    /**
     * A tenancy of your own over one database.
     *
     * @param dataSource gives connections of the app login
     * @return a new builder
     */
    public static TenancyBuilder builder(DataSource dataSource) {
        return new TenancyBuilder(tenant -> dataSource, dataSource);
    }

    /**
     * A tenancy of your own over several databases.
     *
     * @param dataSources where a tenant lives; called for each unit of work, so it must be fast, and safe for any thread
     * @return a new builder
     */
    public static TenancyBuilder builder(Function<TenantId, DataSource> dataSources) {
        return new TenancyBuilder(dataSources, null);
    }

    /**
     * Runs one unit of work in a tenant: one connection, one transaction, committed when the callback returns and rolled
     * back when it throws.
     *
     * @param tenant where to work
     * @param work what to do; its {@code DSLContext} nests by savepoint with {@code dsl.transaction(..)}
     * @return what the callback gives back
     * @throws X what the callback throws, as it is
     * @throws TenancyException see this class
     * @param <T> what comes back
     * @param <X> what the callback throws besides unchecked exceptions
     */
    public <T extends @Nullable Object, X extends Exception> T inTransaction(TenantId tenant, Work<T, X> work)
            throws X {
        return inTransaction(tenant, WorkOptions.defaults(), work);
    }

    /**
     * Runs one unit of work in a tenant, with options; otherwise as {@link #inTransaction(TenantId, Work)}.
     *
     * @param tenant where to work
     * @param options how this unit differs from the usual
     * @param work what to do
     * @return what the callback gives back
     * @throws X what the callback throws, as it is
     * @throws TenancyException see this class
     * @param <T> what comes back
     * @param <X> what the callback throws besides unchecked exceptions
     */
    public <T extends @Nullable Object, X extends Exception> T inTransaction(
            TenantId tenant, WorkOptions options, Work<T, X> work) throws X {
        return this.work.run(tenant, options, work);
    }

    /**
     * Runs one unit of work that gives nothing back; otherwise as {@link #inTransaction(TenantId, Work)}.
     *
     * @param tenant where to work
     * @param work what to do
     * @throws X what the callback throws, as it is
     * @throws TenancyException see this class
     * @param <X> what the callback throws besides unchecked exceptions
     */
    public <X extends Exception> void useTransaction(TenantId tenant, VoidWork<X> work) throws X {
        useTransaction(tenant, WorkOptions.defaults(), work);
    }

    /**
     * Runs one unit of work that gives nothing back, with options; otherwise as {@link #inTransaction(TenantId, Work)}.
     *
     * @param tenant where to work
     * @param options how this unit differs from the usual
     * @param work what to do
     * @throws X what the callback throws, as it is
     * @throws TenancyException see this class
     * @param <X> what the callback throws besides unchecked exceptions
     */
    public <X extends Exception> void useTransaction(TenantId tenant, WorkOptions options, VoidWork<X> work) throws X {
        this.work.<@Nullable Void, X>run(tenant, options, dsl -> {
            work.run(dsl);
            return null;
        });
    }

    /**
     * A {@code DSLContext} for single statements in a tenant: each statement takes a connection, is a unit of work and a
     * transaction of its own, and gives the connection back when its result is read or its cursor closed. Nothing is
     * retried. {@code dsl.transaction(..)} on it is a unit of work as {@link #inTransaction}.
     *
     * <p>It may be kept and used by any thread. The tenant is looked up when a statement runs, not here.
     *
     * @param tenant where to work
     * @return the context
     */
    public DSLContext dsl(TenantId tenant) {
        return work.dsl(tenant);
    }

    /**
     * What this tenancy was built with.
     *
     * @return the layout
     */
    public TenantLayout layout() {
        return work.layout();
    }

    /**
     * Looks for everything in the login and the database that weakens the separation of tenants; for start-up:
     * {@code tenancy.verifyIsolation().orThrow()}. Fewer than 20 catalog queries on one connection, however many tenants there
     * are; their time grows with them: 0.7 s for 10,000 of one table (docs/performance.md). Changes nothing.
     *
     * @return what was found
     * @throws IllegalStateException if this tenancy has several databases: name one with {@link #verifyIsolation(TenantId)}
     */
    public IsolationCheck verifyIsolation() {
        return work.verifyIsolation();
    }

    /**
     * As {@link #verifyIsolation()}, for the database in which a tenant lives.
     *
     * @param tenant any tenant of that database
     * @return what was found
     */
    public IsolationCheck verifyIsolation(TenantId tenant) {
        return work.verifyIsolation(tenant);
    }
}
