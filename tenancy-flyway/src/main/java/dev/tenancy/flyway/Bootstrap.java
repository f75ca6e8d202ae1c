package dev.tenancy.flyway;

import static org.jooq.impl.DSL.name;

import dev.tenancy.TenantLayout;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.api.FlywayException;
import org.jooq.DSLContext;

/** Makes and evolves the registry and the user's shared tables; each part is repeatable. */
final class Bootstrap {

    private static final String REGISTRY_SCRIPTS = "classpath:dev/tenancy/flyway/registry";
    private static final String REGISTRY_HISTORY = "tenancy_schema_history";

    private final TenantLayout layout;
    private final Roles roles;
    private final Registry registry;
    private final OwnerConnections connections;
    private final Attempts attempts;
    private final List<String> sharedLocations;
    private final ClassLoader usersClassLoader;
    private final Duration wait;

    private volatile boolean done;

    Bootstrap(
            TenantLayout layout,
            Roles roles,
            Registry registry,
            OwnerConnections connections,
            Attempts attempts,
            List<String> sharedLocations,
            ClassLoader usersClassLoader,
            Duration wait) {
        this.layout = layout;
        this.roles = roles;
        this.registry = registry;
        this.connections = connections;
        this.attempts = attempts;
        this.sharedLocations = List.copyOf(sharedLocations);
        this.usersClassLoader = usersClassLoader;
        this.wait = wait;
    }

    /** Once for this object; a failure is not remembered. */
    void once(OwnerSession session) {
        if (!done) {
            run(session);
        }
    }

    void run(OwnerSession session) {
        OwnerRights.require(session.dsl(), layout, roles);
        TenantLock.takeRegistry(session, layout, wait);
        try {
            attempts.run(() -> {
                session.dsl().transaction(tx -> ground(tx.dsl()));
                return true;
            });
            migrate(session, OwnerSession.class.getClassLoader(), REGISTRY_HISTORY, List.of(REGISTRY_SCRIPTS));
            attempts.run(() -> {
                session.dsl().transaction(tx -> rights(tx.dsl()));
                return true;
            });
            if (!sharedLocations.isEmpty()) {
                migrate(session, usersClassLoader, "flyway_schema_history", sharedLocations);
            }
            done = true;
        } finally {
            TenantLock.releaseRegistry(session, layout);
        }
    }

    private void ground(DSLContext dsl) {
        dsl.execute("create schema if not exists {0}", name(layout.sharedSchema()));
        if (roles.used()) {
            makeGroup(dsl);
        }
    }

    private void makeGroup(DSLContext dsl) {
        try {
            roles.makeGroup(dsl);
        } catch (Roles.AdoptionRefused e) {
            throw new TenantsConfigurationException(String.valueOf(e.getMessage()));
        }
    }

    private void rights(DSLContext dsl) {
        dsl.execute("grant usage on schema {0} to {1}", name(layout.sharedSchema()), name(roles.appLogin()));
        dsl.execute("grant usage on schema {0} to {1}", name(layout.sharedSchema()), name(roles.sharedGrantee()));
        dsl.execute("grant select on {0} to {1}", registry.qualifiedName(), name(roles.appLogin()));
    }

    private void migrate(OwnerSession session, ClassLoader classLoader, String history, List<String> locations) {
        try {
            attempts.run(FlywaySettings.plain(
                            classLoader, layout.sharedSchema(), locations, new OneConnection(session, connections))
                    .table(history)
                    // the shared schema is usually public, where there is something already
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .placeholders(Map.of("groupRole", roles.sharedGrantee(), "appLogin", roles.appLogin()))
                    .load()::migrate);
        } catch (FlywayException e) {
            throw new SharedMigrationException(locations, layout.sharedSchema(), e);
        }
    }
}
