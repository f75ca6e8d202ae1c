package dev.tenancy;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one unit of work differs from the usual. All of it lasts for that transaction and leaves nothing on the connection.
 * Each method gives a new value; immutable and safe for any thread.
 *
 * <pre>{@code tenancy.inTransaction(acme, WorkOptions.defaults().readOnly(), dsl -> ...)}</pre>
 */
public final class WorkOptions {

    /** The transaction isolation levels that PostgreSQL knows. */
    public enum TransactionIsolation {
        /** Each statement sees what was committed before it. */
        READ_COMMITTED,
        /** All statements see one snapshot. */
        REPEATABLE_READ,
        /** As if transactions ran one after another; expect 40001 and switch a {@link Retry} on. */
        SERIALIZABLE
    }

    private static final WorkOptions DEFAULTS = new WorkOptions(false, null, null, null, false, null);

    private final boolean readOnly;
    private final @Nullable TransactionIsolation isolation;
    private final @Nullable Duration statementTimeout;
    private final @Nullable Retry retry;
    private final boolean secondConnection;
    private final @Nullable SchemaVersion required;

    private WorkOptions(
            boolean readOnly,
            @Nullable TransactionIsolation isolation,
            @Nullable Duration statementTimeout,
            @Nullable Retry retry,
            boolean secondConnection,
            @Nullable SchemaVersion required) {
        this.readOnly = readOnly;
        this.isolation = isolation;
        this.statementTimeout = statementTimeout;
        this.retry = retry;
        this.secondConnection = secondConnection;
        this.required = required;
    }

    /**
     * The usual: read and write, the server's transaction isolation and timeouts, the retry of the {@link Tenancy}.
     *
     * @return the options that {@code inTransaction} has when none are given
     */
    public static WorkOptions defaults() {
        return DEFAULTS;
    }

    /**
     * PostgreSQL refuses to write (25006).
     *
     * @return new options
     */
    public WorkOptions readOnly() {
        return new WorkOptions(true, isolation, statementTimeout, retry, secondConnection, required);
    }

    /**
     * The transaction's isolation level.
     *
     * @param level the level
     * @return new options
     */
    public WorkOptions isolation(TransactionIsolation level) {
        return new WorkOptions(readOnly, level, statementTimeout, retry, secondConnection, required);
    }

    /**
     * PostgreSQL ends each statement that takes longer (57014).
     *
     * @param timeout at least a millisecond, at most 24 days; parts of a millisecond are cut
     * @return new options
     * @throws TenancyConfigurationException if it is out of range
     */
    public WorkOptions statementTimeout(Duration timeout) {
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofDays(24)) > 0) {
            throw new TenancyConfigurationException(
                    "A statement timeout of " + timeout + " is refused: from 1 ms to 24 days.");
        }
        return new WorkOptions(readOnly, isolation, timeout, retry, secondConnection, required);
    }

    /**
     * Another retry than that of the {@link Tenancy}.
     *
     * @param retry the retry
     * @return new options
     */
    public WorkOptions retry(Retry retry) {
        return new WorkOptions(readOnly, isolation, statementTimeout, retry, secondConnection, required);
    }

    /**
     * Allows this unit of work inside another one of the same thread, on a connection and in a transaction of its own:
     * it sees nothing that the outer one has not committed, and stays when the outer one is rolled back. It takes a
     * second connection while the first is held, so a pool can run dry of them; size it for that.
     *
     * @return new options
     */
    public WorkOptions secondConnection() {
        return new WorkOptions(readOnly, isolation, statementTimeout, retry, true, required);
    }

    /**
     * Refuses a tenant whose tables are older ({@link TenantBehindException}), before a connection is taken. Where the
     * {@link TenancyBuilder#requires Tenancy} requires a version too, the later one counts. For code that can do without,
     * ask {@link TenantRegistry#atLeast} instead.
     *
     * @param version the least version, as in the name of its script; ordered as {@link TenantEntry#atLeast} says
     * @return new options; a unit of work with them fails with {@link TenancyConfigurationException} where there is no
     *     registry, or one that keeps no versions
     * @throws TenancyConfigurationException if it is no version
     */
    public WorkOptions requires(String version) {
        return new WorkOptions(
                readOnly, isolation, statementTimeout, retry, secondConnection, SchemaVersion.of(version));
    }

    boolean isReadOnly() {
        return readOnly;
    }

    Optional<TransactionIsolation> isolation() {
        return Optional.ofNullable(isolation);
    }

    Optional<Duration> statementTimeout() {
        return Optional.ofNullable(statementTimeout);
    }

    Retry retryOr(Retry usual) {
        return retry == null ? usual : retry;
    }

    @Nullable
    SchemaVersion required() {
        return required;
    }

    boolean takesSecondConnection() {
        return secondConnection;
    }
}
