package dev.tenancy;

import java.util.EnumSet;
import java.util.Set;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.ExecuteType;

/** Lets a statement that jOOQ executes alone carry the role, and sees that none runs on another tenant's connection. */
final class RoleListener implements ExecuteListener {

    private static final long serialVersionUID = 1;
    private static final Set<ExecuteType> ALONE =
            EnumSet.of(ExecuteType.READ, ExecuteType.WRITE, ExecuteType.DDL, ExecuteType.OTHER);
    private static final int WRAPPERS_OF_JOOQ = 2;

    @Override
    public void prepareStart(ExecuteContext ctx) {
        TenantConnection connection = TenantConnection.behind(ctx.connection(), WRAPPERS_OF_JOOQ);
        if (connection != null && ALONE.contains(ctx.type())) {
            connection.mergeNext();
        }
    }

    @Override
    public void bindStart(ExecuteContext ctx) {
        requireOwn(ctx);
    }

    @Override
    public void executeStart(ExecuteContext ctx) {
        requireOwn(ctx);
    }

    /** A kept statement belongs to the connection that prepared it, wherever its query was attached since. */
    private static void requireOwn(ExecuteContext ctx) {
        TenantConnection connection = TenantConnection.behind(ctx.connection(), TenantConnection.ANY_NUMBER);
        TenantBinding binding = Bound.binding(ctx.configuration());
        if (connection != null
                && binding != null
                && !connection.binding.tenant().equals(binding.tenant())) {
            throw new WrongTenantException(connection.binding.tenant(), binding.tenant(), "A kept statement");
        }
        if (connection != null) {
            connection.requireAlive();
        }
    }
}
