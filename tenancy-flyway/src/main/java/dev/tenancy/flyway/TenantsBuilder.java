package dev.tenancy.flyway;

import dev.tenancy.TenantLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

/** Collects what {@link Tenants} need; all is checked in {@link #build()}. Not safe for several threads. */
public final class TenantsBuilder {

    private final DataSource dataSource;
    private TenantLayout layout = TenantLayout.defaults();
    private List<String> locations = List.of("classpath:db/tenant");
    private List<String> sharedLocations = List.of();
    private @Nullable String appLogin;
    private Consumer<FluentConfiguration> flyway = configuration -> {};
    private Duration lockTimeout = Duration.ofSeconds(1);
    private Duration wait = Duration.ofSeconds(60);
    private int attempts = 10;
    private Engine engine = Engine.BATCH;
    private boolean rolesMayLogIn;
    private boolean scriptsMayReachOut;

    final List<ProvisioningHook> hooks = new ArrayList<>();

    @Nullable
    Duration ensureWait;

    TenantsBuilder(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * How tenants are laid out. Default: {@link TenantLayout#defaults()}.
     *
     * @param layout the same value that {@code Tenancy} is built with
     * @return this
     */
    public TenantsBuilder layout(TenantLayout layout) {
        this.layout = layout;
        return this;
    }

    /**
     * Where the migrations of tenants are. Default: {@code classpath:db/tenant}.
     *
     * @param locations as Flyway takes them; at least one
     * @return this
     */
    public TenantsBuilder locations(String... locations) {
        this.locations = List.of(locations);
        return this;
    }

    /**
     * Where the migrations of your own shared tables are, if you have any: {@code classpath:db/shared} say. They run in the
     * layout's shared schema, before any tenant's, and may grant with the placeholders <code>${groupRole}</code> (what all
     * tenants' roles inherit) and <code>${appLogin}</code>.
     *
     * @param locations as Flyway takes them
     * @return this
     */
    public TenantsBuilder sharedLocations(String... locations) {
        this.sharedLocations = List.of(locations);
        return this;
    }

    /**
     * The login that serves requests. It becomes a member of each tenant's role without inheriting it
     * ({@link dev.tenancy.Isolation#ROLE}), or gets the rights on each schema itself ({@code QUALIFIED}).
     *
     * @param appLogin its name, unquoted
     * @return this
     */
    public TenantsBuilder appLogin(String appLogin) {
        this.appLogin = appLogin;
        return this;
    }

    /**
     * Any setting of Flyway for tenants' migrations: placeholders, callbacks, Java migrations, the name of the history
     * table. Called for each run, with ours set before; changing one of ours is refused with the reason.
     *
     * @param customiser sets what it wants; called by any thread
     * @return this
     */
    public TenantsBuilder flyway(Consumer<FluentConfiguration> customiser) {
        this.flyway = customiser;
        return this;
    }

    /**
     * What runs the scripts of tenants, in {@link Tenants#provision}, {@link Tenants#migrate} and {@link Fleet#apply}.
     * Default: {@link Engine#BATCH}.
     *
     * @param engine {@link Engine#FLYWAY} turns the batch off
     * @return this
     */
    public TenantsBuilder engine(Engine engine) {
        this.engine = engine;
        return this;
    }

    /**
     * Adds one who takes part in provisioning.
     *
     * @param hook called in the order added
     * @return this
     */
    public TenantsBuilder hook(ProvisioningHook hook) {
        hooks.add(hook);
        return this;
    }

    /**
     * Adds first rows: runs in the transaction that makes the tenant active, so it commits exactly once.
     *
     * @param seed its names of jOOQ code generated for the template schema are rendered with the tenant's
     * @return this
     */
    public TenantsBuilder seed(Seed seed) {
        hooks.add(new SeedHook(seed));
        return this;
    }

    /**
     * How long DDL waits for a lock before it steps back, so that readers behind it go on, and tries again. A script that
     * runs outside a transaction waits 60 times as long: nobody waits behind it. Default: 1 second.
     *
     * @param timeout at least a millisecond
     * @return this
     */
    public TenantsBuilder lockTimeout(Duration timeout) {
        this.lockTimeout = timeout;
        return this;
    }

    /**
     * How often a step is tried that failed because somebody else was at it (a lock, a deadlock, a concurrent change of the
     * catalog). Between two tries it waits up to 2 seconds, never the same. A batch that does not get a lock in time is
     * left to Flyway at once, so it is one try more. Default: 10.
     *
     * @param attempts at least 1
     * @return this
     */
    public TenantsBuilder attempts(int attempts) {
        this.attempts = attempts;
        return this;
    }

    /**
     * How long a call waits for another process that works on the tenant, and for a connection. Default: 60 seconds.
     *
     * @param wait at least a millisecond
     * @return this
     */
    public TenantsBuilder waitAtMost(Duration wait) {
        this.wait = wait;
        return this;
    }

    /**
     * Makes tenants' roles {@code LOGIN}, still without a password: Citus reaches its workers as the tenant's role.
     *
     * @return this
     */
    public TenantsBuilder rolesMayLogIn() {
        this.rolesMayLogIn = true;
        return this;
    }

    /**
     * Allows tenants' scripts to write outside their tenant's schema. Without it such a script is rolled back.
     *
     * @return this
     */
    public TenantsBuilder scriptsMayReachOut() {
        this.scriptsMayReachOut = true;
        return this;
    }

    /**
     * Allows {@link Tenants#ensure}, whose danger is that whoever chooses an id can create schemas. Default: not allowed.
     *
     * @param waitAtMost how long a caller waits for a tenant that is being made
     * @return this
     */
    public TenantsBuilder ensureOnAccess(Duration waitAtMost) {
        this.ensureWait = waitAtMost;
        return this;
    }

    /**
     * Checks everything and makes the tenants. Opens no connection.
     *
     * @return the tenants
     * @throws TenantsConfigurationException if a value is missing or out of range, the pool is too small, or the Flyway
     *     customiser changes what is not its own
     */
    public Tenants build() {
        return new Tenants(this);
    }

    Parts parts() {
        String login = checked();
        OwnerConnections connections = new OwnerConnections(dataSource, lockTimeout, wait);
        Registry registry = new Registry(layout);
        Roles roles = new Roles(layout, login, rolesMayLogIn);
        Attempts tries = new Attempts(attempts);
        FlywaySettings settings = new FlywaySettings(locations, flyway);
        FlywayRun run = new FlywayRun(layout, settings, registry, connections, tries, scriptsMayReachOut);
        Histories histories = new Histories(layout, run.historyTable());
        Standings standings = new Standings(layout, settings, connections);
        ScriptShelf shelf = new ScriptShelf(standings, locations);
        Batch batch = new Batch(layout, registry, run.historyTable(), scriptsMayReachOut);
        Bootstrap bootstrap = new Bootstrap(
                layout, roles, registry, connections, tries, sharedLocations, settings.classLoader(), wait);
        Migrations migrations =
                new Migrations(run, new BatchRun(layout, registry, batch, tries), histories, standings, shelf, engine);
        return new Parts(
                layout,
                connections,
                registry,
                roles,
                run,
                migrations,
                batch,
                new NewTenant(layout, registry, roles, migrations, batch),
                histories,
                standings,
                shelf,
                bootstrap,
                tries,
                wait);
    }

    private String checked() {
        positive("lockTimeout", lockTimeout);
        positive("waitAtMost", wait);
        if (ensureWait != null) {
            positive("ensureOnAccess", ensureWait);
        }
        if (attempts < 1) {
            throw new TenantsConfigurationException("attempts(" + attempts + ") is refused: at least 1.");
        }
        if (locations.isEmpty()) {
            throw new TenantsConfigurationException(
                    "There is no location of migrations: name one with locations(\"classpath:db/tenant\").");
        }
        if (appLogin == null) {
            throw new TenantsConfigurationException(
                    "The login that serves requests is missing: appLogin(\"items_app\").");
        }
        return appLogin;
    }

    private static void positive(String setting, Duration value) {
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(Duration.ofDays(24)) > 0) {
            throw new TenantsConfigurationException(
                    setting + "(" + value + ") is refused: from 1 ms to 24 days, what PostgreSQL can count.");
        }
    }
}
