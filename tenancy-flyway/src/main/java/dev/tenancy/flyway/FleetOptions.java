package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.WorkOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How a run goes through the fleet. Immutable. */
public final class FleetOptions {

    private static final FleetOptions DEFAULTS = builder().build();

    private final int canaryCount;
    private final Set<TenantId> canaries;
    private final int parallelism;
    private final int stopAfterFailures;
    private final @Nullable Duration timeLimit;
    private final CancellationToken cancellation;
    private final List<FleetListener> listeners;
    private final @Nullable Set<TenantId> only;
    private final WorkOptions work;

    private FleetOptions(Builder builder) {
        this.canaryCount = builder.canaryCount;
        this.canaries = Set.copyOf(builder.canaries);
        this.parallelism = builder.parallelism;
        this.stopAfterFailures = builder.stopAfterFailures;
        this.timeLimit = builder.timeLimit;
        this.cancellation = builder.cancellation;
        this.listeners = List.copyOf(builder.listeners);
        this.only = builder.only;
        this.work = builder.work;
    }

    /**
     * No canaries, 4 tenants at a time, halting at the tenth failure, without a time limit.
     *
     * @return the options that {@code apply} has when none are given
     */
    public static FleetOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Options of your own.
     *
     * @return a new builder, with the defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    int canaryCount() {
        return canaryCount;
    }

    Set<TenantId> canaries() {
        return canaries;
    }

    int parallelism() {
        return parallelism;
    }

    int stopAfterFailures() {
        return stopAfterFailures;
    }

    Optional<Duration> timeLimit() {
        return Optional.ofNullable(timeLimit);
    }

    CancellationToken cancellation() {
        return cancellation;
    }

    List<FleetListener> listeners() {
        return listeners;
    }

    /** Who was named; empty also if nobody was. */
    Set<TenantId> only() {
        return only == null ? Set.of() : only;
    }

    boolean includes(TenantId tenant) {
        return only == null || only.contains(tenant);
    }

    WorkOptions work() {
        return work;
    }

    /** Collects options. Not safe for several threads. */
    public static final class Builder {

        private int canaryCount;
        private Set<TenantId> canaries = Set.of();
        private int parallelism = 4;
        private int stopAfterFailures = 10;
        private @Nullable Duration timeLimit;
        private CancellationToken cancellation = new CancellationToken();
        private final List<FleetListener> listeners = new ArrayList<>();
        private @Nullable Set<TenantId> only;
        private WorkOptions work = WorkOptions.defaults();

        private Builder() {}

        /**
         * Visits so many tenants first, those with the first ids among those to visit; the rest is started only if all
         * of them succeed. Default: 0. Replaces what was said of canaries before.
         *
         * @param tenants how many; 0 for none
         * @return this
         */
        public Builder canary(int tenants) {
            this.canaryCount = notLess("canary", tenants, 0);
            this.canaries = Set.of();
            return this;
        }

        /**
         * Visits these tenants first; the rest is started only if all of them succeed. Replaces what was said of canaries
         * before.
         *
         * @param tenants who; they must be among the run's tenants, and may be up to date
         * @return this
         */
        public Builder canary(TenantId... tenants) {
            this.canaryCount = 0;
            this.canaries = new TreeSet<>(List.of(tenants));
            return this;
        }

        /**
         * How many tenants are worked on at the same time. Default: 4. The owner's pool of <i>n</i> connections serves
         * (<i>n</i> - 1) / 2 of them in {@link Fleet#apply}: each may need a second connection, and the runner's lock has one;
         * more wait their turn. {@link Fleet#forEach} and {@link Fleet#query} take one connection a tenant of the pool that
         * serves requests: leave it some.
         *
         * @param tenants at least 1
         * @return this
         */
        public Builder parallelism(int tenants) {
            this.parallelism = notLess("parallelism", tenants, 1);
            return this;
        }

        /**
         * Halts when so many tenants have failed or were refused: those in flight are finished, no new one is started.
         * Default: 10. Tenants that the plan has a problem with do not count.
         *
         * @param failures at least 1; {@link Integer#MAX_VALUE} never halts
         * @return this
         */
        public Builder stopAfterFailures(int failures) {
            this.stopAfterFailures = notLess("stopAfterFailures", failures, 1);
            return this;
        }

        /**
         * Starts no tenant after this time; those in flight are finished. Default: no limit.
         *
         * @param limit from the call on; positive
         * @return this
         */
        public Builder timeLimit(Duration limit) {
            if (limit.isNegative() || limit.isZero()) {
                throw new TenantsConfigurationException("timeLimit(" + limit + ") is refused: it must be positive.");
            }
            this.timeLimit = limit;
            return this;
        }

        /**
         * Lets somebody else stop the run.
         *
         * @param token may be given to several runs
         * @return this
         */
        public Builder cancellation(CancellationToken token) {
            this.cancellation = token;
            return this;
        }

        /**
         * Adds one who is told how the run goes.
         *
         * @param listener called in the order added
         * @return this
         */
        public Builder listener(FleetListener listener) {
            listeners.add(listener);
            return this;
        }

        /**
         * Visits these tenants and no others: to resume a run, give it the {@link FleetReport#remaining() remaining} ones of
         * its report. One of them that the run cannot visit (there is no such tenant, or its status leaves it out) is
         * refused. Default: all.
         *
         * @param tenants who; nobody if it is empty
         * @return this
         */
        public Builder only(Collection<TenantId> tenants) {
            this.only = Collections.unmodifiableSet(new TreeSet<>(tenants));
            return this;
        }

        /**
         * How each unit of work of {@link Fleet#forEach} and {@link Fleet#query} differs from the usual: its statement timeout,
         * the version that it requires, its retry. {@link Fleet#apply} has none. Default: {@link WorkOptions#defaults()}.
         *
         * @param options for every tenant
         * @return this
         */
        public Builder work(WorkOptions options) {
            this.work = options;
            return this;
        }

        /**
         * The options.
         *
         * @return an immutable value
         */
        public FleetOptions build() {
            return new FleetOptions(this);
        }

        private static int notLess(String option, int value, int least) {
            if (value < least) {
                throw new TenantsConfigurationException(option + "(" + value + ") is refused: at least " + least + ".");
            }
            return value;
        }
    }
}
