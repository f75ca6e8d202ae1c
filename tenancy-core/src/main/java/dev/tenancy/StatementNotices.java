package dev.tenancy;

import java.util.List;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;

/** Tells listeners of single statements, which are units of work of their own. */
final class StatementNotices implements ExecuteListener {

    private static final long serialVersionUID = 1;

    private final transient List<WorkListener> listeners;
    private final transient TenantId tenant;

    StatementNotices(List<WorkListener> listeners, TenantId tenant) {
        this.listeners = listeners;
        this.tenant = tenant;
    }

    @Override
    public void start(ExecuteContext ctx) {
        if (Bound.lease(ctx.configuration()) == null) {
            ctx.data(StatementNotices.class, WorkNotices.started(listeners, tenant));
        }
    }

    @Override
    public void end(ExecuteContext ctx) {
        if (ctx.data(StatementNotices.class) instanceof WorkNotices notices) {
            notices.ended(ctx.exception());
        }
    }
}
