package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Runs beside each script, on its connection and in its transaction: what the script touched outside the tenant's schema
 * is refused before it is committed, and the registry learns the version with the commit.
 */
final class ScriptGuard implements Callback {

    /** A script outside a transaction waits for others without making anybody wait behind it, so it may for longer. */
    private static final int PATIENCE_OUTSIDE_TRANSACTIONS = 60;

    private final OwnerSession session;
    private final TenantLayout layout;
    private final Registry registry;
    private final TenantId tenant;
    private final Optional<Outside> outside;
    private @Nullable MigrationVersion highest;
    private String role = "none";

    /**
     * For one tenant.
     *
     * @param outside empty if scripts may reach out
     */
    ScriptGuard(
            OwnerSession session, TenantLayout layout, Registry registry, TenantId tenant, Optional<Outside> outside) {
        this.session = session;
        this.layout = layout;
        this.registry = registry;
        this.tenant = tenant;
        this.outside = outside;
    }

    /** What the history says before the first script: an adopted or hand-migrated schema has a version already. */
    void startsAt(MigrationInfo[] applied) {
        role = current("role");
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
        if (transaction) {
            outside.ifPresent(look -> refuse(look, script, group));
        }
        session.set("role", role); // a script's own may write neither the registry nor the history
        MigrationVersion version = script.getVersion();
        if (version != null
                && (highest == null || version.compareTo(highest) >= 0)) { // one out of order is no step back
            highest = version;
            registry.version(session.dsl(), tenant, version.getVersion());
        }
    }

    /** In a group all scripts share one transaction, in which the version of an earlier one is written already. */
    private void refuse(Outside look, MigrationInfo script, boolean group) {
        String schema = layout.schemaOf(tenant).value();
        List<String> touched = look.of(schema, group);
        if (!touched.isEmpty()) {
            throw new ReachedOut(script.getScript(), schema, touched);
        }
    }

    private String current(String setting) {
        return session.dsl()
                .fetchSingle("select current_setting({0})", DSL.val(setting))
                .get(0, String.class);
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
