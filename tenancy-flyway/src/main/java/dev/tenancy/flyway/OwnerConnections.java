package dev.tenancy.flyway;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** Lends sessions of the owner login, never so many that one which needs a second connection cannot get it. */
final class OwnerConnections {

    private static final int UNLIMITED = Integer.MAX_VALUE;

    private final DataSource dataSource;
    private final int most;
    private final Semaphore permits;
    private final Duration lockTimeout;
    private final Duration wait;

    OwnerConnections(DataSource dataSource, Duration lockTimeout, Duration wait) {
        this.dataSource = dataSource;
        this.lockTimeout = lockTimeout;
        this.wait = wait;
        this.most = PoolSize.of(dataSource).orElse(UNLIMITED);
        if (most < 2) {
            throw new TenantsConfigurationException("The owner's connection pool gives at most " + most
                    + " connection, and one provisioning or migration may need 2 at a time (a callback or a Java migration"
                    + " takes the second). Set its maximum size to 2 or more, and to 2 for each tenant that is worked on"
                    + " at the same time.");
        }
        this.permits = new Semaphore(most == UNLIMITED ? UNLIMITED : most / 2, true);
    }

    /** A session for work on a tenant; waits for its turn. */
    OwnerSession open() {
        if (!acquired()) {
            throw new TenantBusyException(
                    null,
                    "No connection of the owner login became free in " + wait.toSeconds()
                            + " s, all are working on tenants. Try again, or set a larger maximum size of its pool.",
                    null);
        }
        try {
            return session(permits::release);
        } catch (RuntimeException e) {
            permits.release();
            throw e;
        }
    }

    /** A second session while one is open, or one for a look at the registry. */
    OwnerSession openExtra() {
        return session(() -> {});
    }

    /** A session that is open for as long as others work on tenants; they still find two for each. */
    OwnerSession openBeside() {
        if (most < 3) {
            throw new TenantsConfigurationException("The owner's connection pool gives at most " + most
                    + " connections, and a fleet's run needs 3: one for its lock, and 2 for a tenant. Set its maximum size"
                    + " to 3 or more.");
        }
        return most == UNLIMITED || most % 2 == 1 ? openExtra() : open();
    }

    /** How many tenants can be worked on when nobody else does. */
    int tenantsAtATime() {
        return most == UNLIMITED ? UNLIMITED : most / 2;
    }

    /** How many tenants can be worked on beside such a session. */
    int tenantsBeside() {
        return most == UNLIMITED ? UNLIMITED : (most - 1) / 2;
    }

    private OwnerSession session(Runnable whenClosed) {
        Connection connection = connect();
        try {
            return new OwnerSession(connection, whenClosed, lockTimeout);
        } catch (SQLException | RuntimeException e) {
            closeQuietly(connection);
            throw new OwnerConnectionException(e);
        }
    }

    private Connection connect() {
        try {
            return dataSource.getConnection();
        } catch (SQLException e) {
            throw new OwnerConnectionException(e);
        }
    }

    private boolean acquired() {
        try {
            return permits.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException gone) {
            // the first failure is the one to report
        }
    }
}
