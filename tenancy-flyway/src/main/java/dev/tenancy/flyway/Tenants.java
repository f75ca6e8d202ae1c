package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.TenantStatus;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.exception.DataAccessException;

/**
 * The tenants of one database, for their owner: makes them, migrates them, suspends and removes them.
 *
 * <pre>{@code
 * Tenants tenants = Tenants.builder(ownerDataSource)
 *         .layout(layout)
 *         .locations("classpath:db/tenant")
 *         .appLogin("items_app")
 *         .build();
 * tenants.provision(TenantId.of("acme"));
 * }</pre>
 *
 * <p>The {@code DataSource} gives connections of the <em>owner login</em>, never of the login that serves requests; it
 * stays yours. Make one {@code Tenants} a program and keep it: it is safe for any thread and holds nothing that needs
 * closing. Any number of them, in any number of processes, may work on one database at once: who works on a tenant holds
 * PostgreSQL's advisory lock for it.
 *
 * <p>The registry, the table {@code tenants} in the layout's shared schema, is made and evolved before the first change
 * that an object of this class makes ({@link #provision}, {@link #migrate}, {@link #suspend}, {@link #resume},
 * {@link #deprovision}, {@link #ensure}), and so are your shared tables; {@link #prepare()} does it when you choose.
 * {@link #find}, {@link #stream} and {@link #doctor} change nothing.
 *
 * <p>Failures common to all: {@link MissingRightException}, {@link OwnerConnectionException},
 * {@link SharedMigrationException}, {@link TenantBusyException}, {@link TenantsConfigurationException}. What else
 * PostgreSQL says is jOOQ's {@link DataAccessException}.
 */
public final class Tenants {

    private final Parts parts;
    private final Provisioning provisioning;
    private final Removal removal;
    private final Suspension suspension;
    private final Ensuring ensuring;

    Tenants(TenantsBuilder builder) {
        this.parts = builder.parts();
        this.removal = new Removal(parts);
        this.provisioning = new Provisioning(parts, removal, builder.hooks);
        this.suspension = new Suspension(parts);
        this.ensuring = new Ensuring(builder.ensureWait, this);
    }

    /**
     * Tenants of your own.
     *
     * @param ownerDataSource gives connections of the owner login, at least 2 at a time
     * @return a new builder
     */
    public static TenantsBuilder builder(DataSource ownerDataSource) {
        return new TenantsBuilder(ownerDataSource);
    }

    /**
     * Makes or evolves the registry and the shared tables, and looks at the owner login's rights. Safe to repeat, and for
     * many processes at once; costs a few milliseconds when there is nothing to do.
     *
     * @throws MissingRightException with the SQL that gives each missing right
     * @throws SharedMigrationException if a script failed
     */
    public void prepare() {
        try (OwnerSession session = parts.connections().open()) {
            parts.bootstrap().run(session);
        }
    }

    /**
     * Makes a tenant: its role, schema, rights and tables; then it is {@link TenantStatus#ACTIVE}. Safe to repeat and to
     * call from many processes at once: all of them get the one tenant. A tenant that is active already is returned as it
     * is (it is not migrated: {@link #migrate}); one whose provisioning stopped is resumed. Waits at most the builder's
     * {@link TenantsBuilder#waitAtMost wait} for another process that works on the tenant.
     *
     * @param tenant whom to make
     * @return the active tenant
     * @throws ProvisioningException if a step failed; the registry says which one and why, and a repeated call resumes
     * @throws LookAlikeTenantException if the id differs from an existing one in {@code -} and {@code _} only
     * @throws TenantStateException if the tenant is suspended, or is being deleted or was
     */
    public Tenant provision(TenantId tenant) {
        return provision(tenant, ProvisionOptions.defaults());
    }

    /**
     * Makes a tenant, with options; otherwise as {@link #provision(TenantId)}.
     *
     * @param tenant whom to make
     * @param options how this differs from the usual
     * @return the active tenant
     */
    public Tenant provision(TenantId tenant, ProvisionOptions options) {
        checkNames(tenant);
        return session(session -> provisioning.provision(session, tenant, options))
                .tenant(parts.layout());
    }

    /**
     * Runs a tenant's pending migrations. Every script that runs in a transaction is committed with its row in the history
     * and the tenant's version in the registry.
     *
     * @param tenant an active or suspended tenant
     * @return what was done; a script that failed is a {@link TenantMigration.Failed}, no exception
     * @throws OwnerConnectionException if the connection was lost on the way; a repeated call goes on
     * @throws TenantStateException if the tenant is unknown, or neither active nor suspended
     */
    public TenantMigration migrate(TenantId tenant) {
        checkNames(tenant);
        return session(session -> {
            TenantLock.take(session, parts.layout(), tenant, parts.patience());
            TenantStatus status = parts.registry()
                    .find(session.dsl(), tenant)
                    .map(Entry::status)
                    .orElse(null);
            if (status != TenantStatus.ACTIVE && status != TenantStatus.SUSPENDED) {
                throw new TenantStateException(
                        tenant,
                        status,
                        "migrated",
                        "Provision it: tenants.provision(TenantId.of(\"" + tenant + "\")).");
            }
            return parts.migrations().migrate(session, tenant);
        });
    }

    /**
     * Stops serving a tenant, and keeps it. In one transaction the registry says {@link TenantStatus#SUSPENDED} and the
     * tenant's role loses its schema, so that even open transactions fail (42501) at their next statement, whatever a cache
     * says. (Only a statement that is prepared on the server, on tables that its transaction has used before, goes on to
     * the end of that transaction.) Does not wait for work on the tenant. Repeating it changes nothing.
     *
     * @param tenant an active tenant
     * @return the suspended tenant
     * @throws TenantStateException if the tenant is unknown, or neither active nor suspended
     */
    public Tenant suspend(TenantId tenant) {
        checkNames(tenant);
        return session(session -> suspension.suspend(session, tenant)).tenant(parts.layout());
    }

    /**
     * Serves a suspended tenant again: the way back from {@link #suspend}. Repeating it changes nothing.
     *
     * @param tenant a suspended tenant
     * @return the active tenant
     * @throws TenantStateException if the tenant is unknown, or neither suspended nor active
     */
    public Tenant resume(TenantId tenant) {
        checkNames(tenant);
        return session(session -> suspension.resume(session, tenant)).tenant(parts.layout());
    }

    /**
     * Removes a tenant for good: its tables, schema and role. In transactions of at most 100 tables, so that other tenants
     * do not run out of locks; a call that stopped is resumed by the next. Its id is never used again. Repeating it gives
     * the same receipt.
     *
     * <p>A schema or a role that was found and adopted, of a tenant that was never active, is left as it is.
     *
     * @param tenant a tenant that is not active: suspend it first
     * @return what was removed
     * @throws TenantStateException if the tenant is active or unknown
     * @throws TenantDependentsException if something outside the tenant depends on it; nothing of that is dropped
     * @throws TenantBusyException if its tables are in use
     */
    public DeletionReceipt deprovision(TenantId tenant) {
        checkNames(tenant);
        return session(session -> {
            TenantLock.take(session, parts.layout(), tenant, parts.patience());
            return removal.remove(session, tenant);
        });
    }

    /**
     * Makes a tenant on first access, if the builder allows it ({@link TenantsBuilder#ensureOnAccess}). Costs a look into
     * memory for a tenant that was found active in the last 30 seconds. One caller provisions, the others wait.
     *
     * <p>Dangerous: whoever chooses the id can create schemas. Call it only with an id that an authorizer vouches for.
     *
     * @param tenant whom to serve
     * @throws TenantNotReadyException if it is still being provisioned when the wait is over
     * @throws TenantsConfigurationException if it was not allowed
     * @throws TenantStateException if the tenant is suspended, or is being deleted or was
     * @throws ProvisioningException if a step failed
     */
    public void ensure(TenantId tenant) {
        ensuring.ensure(tenant);
    }

    /**
     * What the registry says of a tenant.
     *
     * @param tenant any tenant
     * @return its entry, of a deleted tenant too; empty if there is none, or no registry yet
     */
    public Optional<Tenant> find(TenantId tenant) {
        try (OwnerSession session = parts.connections().openExtra()) {
            return parts.registry().exists(session.dsl())
                    ? parts.registry().find(session.dsl(), tenant).map(entry -> entry.tenant(parts.layout()))
                    : Optional.empty();
        }
    }

    /**
     * All tenants with a status, in the order of their ids, read a thousand at a time: no connection is held between, and
     * nothing needs closing. What changes while it is read may or may not be seen.
     *
     * @param status which ones
     * @return a stream that reads as it goes
     */
    public Stream<Tenant> stream(TenantStatus status) {
        return Pages.stream(parts, status).map(entry -> entry.tenant(parts.layout()));
    }

    /**
     * All tenants of the registry, deleted ones too; otherwise as {@link #stream(TenantStatus)}.
     *
     * @return a stream that reads as it goes
     */
    public Stream<Tenant> stream() {
        return Pages.stream(parts, null).map(entry -> entry.tenant(parts.layout()));
    }

    /**
     * Looks for everything that is not as it should be: in the registry, the schemas, roles, rights, indexes and
     * histories. A handful of catalog queries and one query for each 200 histories; changes nothing.
     *
     * @return what was found
     */
    public Diagnosis doctor() {
        try (OwnerSession session = parts.connections().open()) {
            return new Doctor(parts, session).look();
        }
    }

    /**
     * All tenants at once: where each stands, and a run that migrates those that are behind.
     *
     * @return the fleet; costs nothing
     */
    public Fleet fleet() {
        return new Fleet(parts);
    }

    /**
     * How tenants are laid out.
     *
     * @return the layout that this was built with
     */
    public TenantLayout layout() {
        return parts.layout();
    }

    private void checkNames(TenantId tenant) {
        parts.layout().schemaOf(tenant);
        parts.layout().roleOf(tenant);
    }

    private <T> T session(Function<OwnerSession, T> work) {
        try (OwnerSession session = parts.connections().open()) {
            parts.bootstrap().once(session);
            return work.apply(session);
        } catch (DataAccessException e) {
            throw Failures.connectionLost(e) ? new OwnerConnectionException(e) : e;
        }
    }
}
