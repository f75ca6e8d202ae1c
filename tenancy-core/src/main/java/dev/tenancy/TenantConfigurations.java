package dev.tenancy;

import java.util.List;
import java.util.stream.Stream;
import org.jooq.Configuration;
import org.jooq.ConnectionProvider;
import org.jooq.TransactionListenerProvider;
import org.jooq.TransactionProvider;
import org.jooq.conf.Settings;
import org.jooq.impl.DefaultExecuteListenerProvider;

/** The jOOQ configuration of each tenant, derived once and kept with a bound, since deriving costs more than a query's rendering. */
final class TenantConfigurations {

    /** What else is in it is there to see whether somebody changed a configuration that all calls share. */
    private record Entry(
            Configuration configuration,
            Settings pristine,
            ConnectionProvider connections,
            TransactionProvider transactions) {

        boolean intact() {
            return configuration.connectionProvider() == connections
                    && configuration.transactionProvider() == transactions
                    && pristine.equals(configuration.settings());
        }
    }

    private static final System.Logger LOG = System.getLogger(Tenancy.class.getName());

    private final TenantLayout layout;
    private final RenderRules rules;
    private final Leases leases;
    private final List<WorkListener> listeners;
    private final Configuration base;
    private final BoundedCache<TenantId, Entry> entries;

    TenantConfigurations(TenancyBuilder builder, Leases leases) {
        if (builder.cachedTenants < 1) {
            throw new TenancyConfigurationException(
                    "cachedTenants must be at least 1, not " + builder.cachedTenants + ".");
        }
        this.layout = builder.layout;
        this.rules = new RenderRules(layout);
        this.leases = leases;
        this.listeners = List.copyOf(builder.listeners);
        this.base = builder.configuration.derive(SettingsCopy.of(builder.configuration.settings()));
        this.entries = new BoundedCache<>(builder.cachedTenants);
        rules.check(base, builder.schemas);
    }

    Configuration of(TenantId tenant) {
        Entry entry = entries.get(tenant, this::derived);
        if (!entry.intact()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The shared configuration of tenant ''{0}'' was changed; the change is dropped. "
                            + "Derive a configuration of your own: dsl.configuration().derive(settings).",
                    tenant);
            entries.remove(tenant);
            entry = entries.get(tenant, this::derived);
        }
        return entry.configuration;
    }

    private static TransactionListenerProvider[] careful(TransactionListenerProvider[] providers) {
        return Stream.of(providers).map(CarefulListenerProvider::new).toArray(TransactionListenerProvider[]::new);
    }

    private Entry derived(TenantId tenant) {
        TenantBinding binding = new TenantBinding(layout, tenant);
        Settings settings = rules.settings(base.settings(), tenant);
        ConnectionProvider connections = new StatementLeases(leases, binding);
        TransactionProvider transactions = new TenantTransactions(leases, binding, listeners);
        Configuration derived = base.derive(settings)
                .set(careful(base.transactionListenerProviders()))
                .set(connections)
                .set(transactions);
        derived.setAppending(new DefaultExecuteListenerProvider(new RoleListener()));
        if (!listeners.isEmpty()) {
            derived.setAppending(new DefaultExecuteListenerProvider(new StatementNotices(listeners, tenant)));
        }
        derived.data(Bound.BINDING, binding);
        return new Entry(derived, SettingsCopy.of(settings), connections, transactions);
    }
}
