package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What {@link Tenants#migrate} or {@link Fleet#apply} did for one tenant. Immutable. */
public sealed interface TenantMigration extends Outcome {

    /**
     * Whom it was about.
     *
     * @return the tenant
     */
    @Override
    TenantId tenant();

    /**
     * How long the tenant was worked on.
     *
     * @return from the first look to the end of the verification; zero if nothing was begun
     */
    @Override
    Duration took();

    /**
     * Whether the tenant is not where the run wanted it.
     *
     * @return true if it failed, was refused or was not started
     */
    @Override
    default boolean remains() {
        return this instanceof Failed || this instanceof Refused || this instanceof NotStarted;
    }

    /**
     * Scripts ran, all of them, and the result was verified.
     *
     * @param tenant whom it was about
     * @param from the version before; empty if there was none
     * @param to the version now; empty if only repeatable scripts ever ran
     * @param scripts what ran, in order
     * @param took from the first look to the end of the verification
     */
    record Migrated(TenantId tenant, Optional<String> from, Optional<String> to, List<String> scripts, Duration took)
            implements TenantMigration {
        /**
         * Copies the list.
         *
         * @param tenant whom it was about
         * @param from the version before
         * @param to the version now
         * @param scripts what ran
         * @param took how long it took
         */
        public Migrated {
            scripts = List.copyOf(scripts);
        }
    }

    /**
     * There was nothing to do.
     *
     * @param tenant whom it was about
     * @param version the version it is at; empty if only repeatable scripts ever ran
     * @param took how long the look took; zero if the plan said so and nobody looked again
     */
    record UpToDate(TenantId tenant, Optional<String> version, Duration took) implements TenantMigration {}

    /**
     * A script failed, or the history does not fit the scripts. What earlier scripts did is kept; the failed one was
     * rolled back, if it ran in a transaction.
     *
     * @param tenant whom it was about
     * @param error what went wrong, and the next step
     * @param took from the first look to the failure
     */
    record Failed(TenantId tenant, MigrationError error, Duration took) implements TenantMigration {}

    /**
     * Nothing was done, because the tenant is not as a migration needs it: the plan said so, or it has changed since. Only
     * of {@link Fleet#apply}.
     *
     * @param tenant whom it was about
     * @param why what is in the way, and the next step
     */
    record Refused(TenantId tenant, String why) implements TenantMigration {
        @Override
        public Duration took() {
            return Duration.ZERO;
        }
    }

    /**
     * The run ended before it came to this tenant. Only of {@link Fleet#apply}.
     *
     * @param tenant whom it was about
     * @param why what ended the run
     */
    record NotStarted(TenantId tenant, String why) implements TenantMigration {
        @Override
        public Duration took() {
            return Duration.ZERO;
        }
    }
}
