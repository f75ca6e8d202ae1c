package dev.tenancy;

import java.util.List;
import java.util.stream.Stream;
import org.jooq.Configuration;
import org.jooq.TransactionListenerProvider;
import org.jooq.impl.DefaultExecuteListenerProvider;

/**
 * The jOOQ configuration of each tenant, made once and kept with a bound. Nobody but us ever holds one: what is handed out is
 * derived from it, with settings of its own, so that a change to it is nobody else's.
 */
final class TenantConfigurations {

    private final TenantLayout layout;
    private final RenderRules rules;
    private final Leases leases;
    private final List<WorkListener> listeners;
    private final Configuration base;
    private final BoundedCache<TenantId, Configuration> shared;

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
        this.shared = new BoundedCache<>(builder.cachedTenants);
        rules.check(base, builder.schemas);
    }

    /** One that is handed out. */
    Configuration handedOut(TenantId tenant) {
        return handedOut(of(tenant));
    }

    /** One for a unit of work, which derives its own; it is handed out only if somebody listens to jOOQ's transactions. */
    Configuration ofTransaction(TenantId tenant) {
        Configuration ours = of(tenant);
        return ours.transactionListenerProviders().length == 0 ? ours : handedOut(ours);
    }

    private static Configuration handedOut(Configuration ours) {
        return ours.derive(SettingsCopy.of(ours.settings()));
    }

    private Configuration of(TenantId tenant) {
        return shared.get(tenant, this::derived);
    }

    private static TransactionListenerProvider[] careful(TransactionListenerProvider[] providers) {
        return Stream.of(providers).map(CarefulListenerProvider::new).toArray(TransactionListenerProvider[]::new);
    }

    private Configuration derived(TenantId tenant) {
        TenantBinding binding = new TenantBinding(layout, tenant);
        Configuration derived = base.derive(rules.settings(base.settings(), tenant))
                .set(careful(base.transactionListenerProviders()))
                .set(new StatementLeases(leases, binding))
                .set(new TenantTransactions(leases, binding, listeners));
        derived.setAppending(new DefaultExecuteListenerProvider(new RoleListener()));
        if (!listeners.isEmpty()) {
            derived.setAppending(new DefaultExecuteListenerProvider(new StatementNotices(listeners, tenant)));
        }
        derived.data(Bound.BINDING, binding);
        return derived;
    }
}
