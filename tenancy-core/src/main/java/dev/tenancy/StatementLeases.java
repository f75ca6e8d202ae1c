package dev.tenancy;

import java.sql.Connection;
import org.jooq.ConnectionProvider;

/** A connection for each statement of one tenant. */
record StatementLeases(Leases leases, TenantBinding binding) implements ConnectionProvider {

    @Override
    public Connection acquire() {
        return leases.forStatement(binding);
    }

    @Override
    public void release(Connection connection) {
        SingleStatementConnection statement = (SingleStatementConnection) connection;
        statement.giveBack(statement.broken());
    }
}
