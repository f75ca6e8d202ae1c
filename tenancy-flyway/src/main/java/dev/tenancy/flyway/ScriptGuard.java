package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Runs beside each script, on its connection and in its transaction: what the script touched outside the tenant's schema
 * is refused before it is committed, and the registry learns the version with the commit.
 */
final class ScriptGuard implements Callback {

    /** A script outside a transaction waits for others without making anybody wait behind it, so it may for longer. */
    private static final int PATIENCE_OUTSIDE_TRANSACTIONS = 60;

    /**
     * Locks that this transaction holds on relations of others, but for what a foreign key to a shared table takes
     * (ROW SHARE, SHARE ROW EXCLUSIVE) and what reading takes.
     */
    private static final String RELATIONS_WRITTEN = """
            select distinct format('%I.%I', n.nspname, c.relname)
            from pg_locks l
              join pg_class c on c.oid = l.relation
              join pg_namespace n on n.oid = c.relnamespace
            where l.pid = pg_backend_pid() and l.locktype = 'relation' and l.granted
              and l.database = (select oid from pg_database where datname = current_database())
              and l.mode in ('RowExclusiveLock', 'ShareUpdateExclusiveLock', 'ShareLock', 'ExclusiveLock', 'AccessExclusiveLock')
              and n.nspname not in ({0}, 'pg_catalog', 'pg_toast', 'information_schema')
              and n.nspname not like 'pg\\_temp%' and n.nspname not like 'pg\\_toast\\_temp%'
              and not ({1} and n.nspname = {2} and c.relname in
                ('tenants', 'tenants_pkey', 'tenants_status', 'tenants_look_alike'))
            """;

    /** What this transaction made or changed that is no relation; a transaction's own rows carry its id. */
    private static final String OBJECTS_MADE = """
            select format('function %I.%I', n.nspname, p.proname)
            from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where p.xmin = pg_current_xact_id()::xid and n.nspname <> {0} and n.nspname not like 'pg\\_temp%'
            union all
            select format('type %I.%I', n.nspname, t.typname)
            from pg_type t join pg_namespace n on n.oid = t.typnamespace
            where t.xmin = pg_current_xact_id()::xid and n.nspname not in ({0}, 'pg_toast')
              and n.nspname not like 'pg\\_temp%' and n.nspname not like 'pg\\_toast\\_temp%'
            union all
            select format('trigger %I on %I.%I', g.tgname, n.nspname, c.relname)
            from pg_trigger g join pg_class c on c.oid = g.tgrelid join pg_namespace n on n.oid = c.relnamespace
            where g.xmin = pg_current_xact_id()::xid and not g.tgisinternal and n.nspname <> {0}
            union all
            select format('schema %I', nspname) from pg_namespace
            where xmin = pg_current_xact_id()::xid and nspname <> {0} and nspname not like 'pg\\_%'
            union all
            select format('extension %I', extname) from pg_extension where xmin = pg_current_xact_id()::xid
            """;

    private final OwnerSession session;
    private final TenantLayout layout;
    private final Registry registry;
    private final TenantId tenant;
    private final boolean mayReachOut;
    private @Nullable MigrationVersion highest;

    ScriptGuard(OwnerSession session, TenantLayout layout, Registry registry, TenantId tenant, boolean mayReachOut) {
        this.session = session;
        this.layout = layout;
        this.registry = registry;
        this.tenant = tenant;
        this.mayReachOut = mayReachOut;
    }

    /** What the history says before the first script: an adopted or hand-migrated schema has a version already. */
    void startsAt(MigrationInfo[] applied) {
        highest = AppliedVersion.of(applied).orElse(null);
        registry.version(session.dsl(), tenant, highest == null ? null : highest.getVersion());
    }

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_EACH_MIGRATE
                || event == Event.AFTER_EACH_MIGRATE
                || event == Event.AFTER_EACH_MIGRATE_ERROR;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        boolean transaction = inTransaction(context);
        if (event == Event.AFTER_EACH_MIGRATE) {
            after(
                    context.getMigrationInfo(),
                    transaction,
                    context.getConfiguration().isGroup());
        }
        if (!transaction) {
            Duration usual = session.lockTimeout();
            session.lockTimeout(
                    event == Event.BEFORE_EACH_MIGRATE ? usual.multipliedBy(PATIENCE_OUTSIDE_TRANSACTIONS) : usual);
        }
    }

    @Override
    public String getCallbackName() {
        return "tenancy";
    }

    private void after(MigrationInfo script, boolean transaction, boolean group) {
        if (transaction && !mayReachOut) {
            refuseWhatIsOutside(script, group);
        }
        MigrationVersion version = script.getVersion();
        if (version != null
                && (highest == null || version.compareTo(highest) >= 0)) { // one out of order is no step back
            highest = version;
            registry.version(session.dsl(), tenant, version.getVersion());
        }
    }

    /** In a group all scripts share one transaction, in which the version of an earlier one is written already. */
    private void refuseWhatIsOutside(MigrationInfo script, boolean group) {
        String schema = layout.schemaOf(tenant).value();
        DSLContext dsl = DSL.using(session.connection(), SQLDialect.POSTGRES);
        List<String> outside = new ArrayList<>(
                dsl.resultQuery(RELATIONS_WRITTEN, DSL.val(schema), DSL.val(group), DSL.val(layout.sharedSchema()))
                        .fetchInto(String.class));
        outside.addAll(dsl.resultQuery(OBJECTS_MADE, DSL.val(schema)).fetchInto(String.class));
        if (!outside.isEmpty()) {
            throw new ReachedOut(script.getScript(), schema, outside);
        }
    }

    private static boolean inTransaction(Context context) {
        try {
            return !context.getConnection().getAutoCommit();
        } catch (SQLException e) {
            throw new FlywayException(e);
        }
    }

    /** A tenant's script wrote outside its tenant; rolled back. */
    static final class ReachedOut extends FlywayException {

        private static final long serialVersionUID = 1;
        private final String script;

        ReachedOut(String script, String schema, List<String> outside) {
            super("Script " + script + " was rolled back: it touched " + String.join(", ", outside)
                    + " outside the tenant's schema \"" + schema + "\". Put what is shared into the shared migrations"
                    + " (sharedLocations), or allow it with scriptsMayReachOut().");
            this.script = script;
        }

        String script() {
            return script;
        }
    }
}
