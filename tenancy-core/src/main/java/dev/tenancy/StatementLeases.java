package dev.tenancy;

import java.sql.Connection;
import org.jooq.ConnectionProvider;

/** A connection for each statement of one tenant. */
record StatementLeases(Leases leases, TenantBinding binding) implements ConnectionProvider {

    @Override
    public Connection acquire() {
        return leases.forStatement(binding);
    }

    /** Some of jOOQ's callers, its parsing connection for one, hand back a wrapper of theirs. */
    @Override
    public void release(Connection connection) {
        if (TenantConnection.behind(connection, TenantConnection.ANY_NUMBER)
                instanceof SingleStatementConnection statement) {
            statement.giveBack(statement.broken());
        }
    }
}
