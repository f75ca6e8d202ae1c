package dev.tenancy;

import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Runs units of work: told to listeners, repeated, each a jOOQ transaction of one tenant's configuration. */
final class UnitsOfWork {

    /** Carries a checked exception through jOOQ, which would wrap it. */
    private static final class Checked extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final Exception thrown;

        Checked(Exception thrown) {
            super(null, thrown, false, false);
            this.thrown = thrown;
        }
    }

    private final TenantLayout layout;
    private final Function<TenantId, DataSource> dataSources;
    private final @Nullable DataSource onlyDataSource;
    private final Retry retry;
    private final List<WorkListener> listeners;
    private final TenantConfigurations configurations;

    UnitsOfWork(TenancyBuilder builder) {
        this.layout = builder.layout;
        this.dataSources = builder.dataSources;
        this.onlyDataSource = builder.onlyDataSource;
        this.retry = builder.retry;
        this.listeners = List.copyOf(builder.listeners);
        this.configurations = new TenantConfigurations(
                builder, new Leases(dataSources, new Gate(builder.registry, builder.requires)));
    }

    <T extends @Nullable Object, X extends Exception> T run(TenantId tenant, WorkOptions options, Work<T, X> work)
            throws X {
        WorkNotices notices = WorkNotices.started(listeners, tenant);
        try {
            T result = Retrying.run(options.retryOr(retry), () -> once(tenant, options, notices, work));
            notices.ended(null);
            return result;
        } catch (Throwable failure) {
            notices.ended(failure);
            throw failure;
        }
    }

    private <T extends @Nullable Object, X extends Exception> T once(
            TenantId tenant, WorkOptions options, WorkNotices notices, Work<T, X> work) throws X {
        try {
            return configuration(tenant, options, notices)
                    .dsl()
                    .transactionResult(transaction -> called(work, transaction));
        } catch (Checked carrier) {
            @SuppressWarnings("unchecked") // a Work of X throws no other checked exception
            X thrown = (X) carrier.thrown;
            throw thrown;
        }
    }

    private static <T extends @Nullable Object, X extends Exception> T called(
            Work<T, X> work, Configuration transaction) {
        try {
            return work.run(new TenantDSLContext(transaction));
        } catch (RuntimeException unchecked) {
            throw unchecked;
        } catch (Exception checked) {
            throw new Checked(checked);
        }
    }

    /** Derived only if there is something to say in it. */
    private Configuration configuration(TenantId tenant, WorkOptions options, WorkNotices notices) {
        Configuration configuration = configurations.ofTransaction(tenant);
        if (options == WorkOptions.defaults() && listeners.isEmpty()) {
            return configuration;
        }
        Configuration own = configuration.derive();
        own.data(Bound.OPTIONS, options);
        own.data(Bound.NOTICES, notices);
        return own;
    }

    DSLContext dsl(TenantId tenant) {
        return new TenantDSLContext(configurations.handedOut(tenant));
    }

    TenantLayout layout() {
        return layout;
    }

    IsolationCheck verifyIsolation() {
        if (onlyDataSource == null) {
            throw new IllegalStateException(
                    "This Tenancy has several databases: name a tenant of the one to look at, verifyIsolation(tenant).");
        }
        return new IsolationInspection(layout).of(onlyDataSource);
    }

    IsolationCheck verifyIsolation(TenantId tenant) {
        return new IsolationInspection(layout).of(dataSources.apply(tenant));
    }
}
