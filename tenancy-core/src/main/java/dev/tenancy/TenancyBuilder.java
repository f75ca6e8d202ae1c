package dev.tenancy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.Configuration;
import org.jooq.SQLDialect;
import org.jooq.Schema;
import org.jooq.conf.Settings;
import org.jooq.impl.DefaultConfiguration;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link Tenancy} needs; all is checked in {@link #build()}. Not safe for several threads. */
public final class TenancyBuilder {

    final Function<TenantId, DataSource> dataSources;
    final @Nullable DataSource onlyDataSource;
    final List<WorkListener> listeners = new ArrayList<>();
    final List<Schema> schemas = new ArrayList<>();
    TenantLayout layout = TenantLayout.defaults();
    Configuration configuration = new DefaultConfiguration().set(SQLDialect.POSTGRES);
    Retry retry = Retry.off();
    int cachedTenants = 256;

    @Nullable
    TenantRegistry registry;

    @Nullable
    SchemaVersion requires;

    TenancyBuilder(Function<TenantId, DataSource> dataSources, @Nullable DataSource onlyDataSource) {
        this.dataSources = dataSources;
        this.onlyDataSource = onlyDataSource;
    }

    /**
     * How tenants are laid out. Default: {@link TenantLayout#defaults()}.
     *
     * @param layout the same value that provisioning uses
     * @return this
     */
    public TenancyBuilder layout(TenantLayout layout) {
        this.layout = layout;
        return this;
    }

    /**
     * The generated schema whose tables are used in tenants, so that {@link #build()} can prove that each of its names is
     * mapped. Without it only the mapping of the layout's template schema's name is proven.
     *
     * @param generated the object that jOOQ generated for the template schema
     * @return this
     */
    public TenancyBuilder schema(Schema generated) {
        schemas.add(generated);
        return this;
    }

    /**
     * The configuration to derive from: its settings, listeners, mappers, converters and executor are kept; its connection
     * and transaction providers are not used. It is copied in {@link #build()}: changing it later has no effect.
     *
     * @param configuration one of the PostgreSQL family of dialects
     * @return this
     */
    public TenancyBuilder configuration(Configuration configuration) {
        this.configuration = configuration;
        return this;
    }

    /**
     * The settings to derive from; they replace those of the {@link #configuration}, and are copied in {@link #build()}.
     *
     * @param settings render mapping, quoting and schema rendering in them must leave the tenant's schema alone
     * @return this
     */
    public TenancyBuilder settings(Settings settings) {
        this.configuration = configuration.derive(settings);
        return this;
    }

    /**
     * Who is served. Default: no registry; a tenant without a schema is then found out by the error of its first statement.
     *
     * @param registry asked before each unit of work, so it should remember: {@link TenantRegistry#cached}
     * @return this
     */
    public TenancyBuilder registry(TenantRegistry registry) {
        this.registry = registry;
        return this;
    }

    /**
     * The version of tenants' tables that this program needs. A tenant that is behind it is refused with
     * {@link TenantBehindException} before a connection is taken, by units of work and by single statements of
     * {@link Tenancy#dsl}, until it is migrated. Needs a {@link #registry} that keeps versions, as
     * {@link TenantRegistry#table} does. Costs no query for a tenant whose entry is remembered and new enough; one that
     * looks behind is asked for again each time ({@link TenantRegistry#findNow}). Default: none.
     *
     * @param version the least version, as in the name of its script; ordered as {@link TenantEntry#atLeast} says
     * @return this
     * @throws TenancyConfigurationException if it is no version
     */
    public TenancyBuilder requires(String version) {
        this.requires = SchemaVersion.of(version);
        return this;
    }

    /**
     * Whether units of work are repeated. Default: {@link Retry#off()}.
     *
     * @param retry the usual retry; {@link WorkOptions#retry} differs from it
     * @return this
     */
    public TenancyBuilder retry(Retry retry) {
        this.retry = retry;
        return this;
    }

    /**
     * Adds one who is told of units of work.
     *
     * @param listener told in the order added when one starts, in the reverse order when it ends
     * @return this
     */
    public TenancyBuilder listener(WorkListener listener) {
        listeners.add(listener);
        return this;
    }

    /**
     * For how many tenants the derived jOOQ configuration is kept (about 2 KB each: what it learns when it
     * renders belongs to a unit of work and goes with it); the least recently used goes first. Default: 256.
     *
     * @param tenants at least 1
     * @return this
     */
    public TenancyBuilder cachedTenants(int tenants) {
        this.cachedTenants = tenants;
        return this;
    }

    /**
     * Checks everything and makes the tenancy. Opens no connection.
     *
     * @return the tenancy
     * @throws TenancyConfigurationException if names would not be mapped or not be quoted, a generated schema is not the
     *     layout's template schema, a version is required without a registry, or a value is out of range; the message says
     *     which one
     */
    public Tenancy build() {
        return new Tenancy(new UnitsOfWork(this));
    }
}
