package dev.tenancy.flyway;

import dev.tenancy.SchemaName;
import dev.tenancy.TenancyException;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.TenantStatus;
import dev.tenancy.flyway.MissingRightException.MissingRight;
import dev.tenancy.flyway.TenantMigration.Failed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes a tenant, step by step; what was done before is found and not done again. Of a new one all is done at once, if it can be.
 */
final class Provisioning {

    private final TenantLayout layout;
    private final Registry registry;
    private final Roles roles;
    private final Schemas schemas;
    private final FlywayRun flyway;
    private final Migrations migrations;
    private final ScriptShelf shelf;
    private final NewTenant newTenant;
    private final Duration patience;
    private final Attempts attempts;
    private final OwnerConnections connections;
    private final Removal removal;
    private final List<ProvisioningHook> hooks;

    Provisioning(Parts parts, Removal removal, List<ProvisioningHook> hooks) {
        this.layout = parts.layout();
        this.registry = parts.registry();
        this.roles = parts.roles();
        this.flyway = parts.flyway();
        this.migrations = parts.migrations();
        this.shelf = parts.shelf();
        this.schemas = new Schemas(parts.flyway());
        this.newTenant = parts.newTenant();
        this.patience = parts.patience();
        this.attempts = parts.attempts();
        this.connections = parts.connections();
        this.removal = removal;
        this.hooks = List.copyOf(hooks);
    }

    Entry provision(OwnerSession session, TenantId tenant, ProvisionOptions options) {
        FirstLook look = FirstLook.at(session, layout, registry, tenant);
        if (look.active()) {
            return look.entry().orElseThrow();
        }
        if (hooks.isEmpty() && look.free(options)) {
            Optional<Entry> made = newTenant.make(session, tenant, look);
            if (made.isPresent()) {
                return made.get();
            }
        }
        if (!look.locked()) {
            TenantLock.take(session, layout, tenant, patience);
        }
        return stepByStep(session, tenant, options);
    }

    private Entry stepByStep(OwnerSession session, TenantId tenant, ProvisionOptions options) {
        Entry entry = entry(session, tenant, options);
        return switch (entry.status()) {
            case ACTIVE -> entry;
            case REQUESTED, PROVISIONING, FAILED -> new Run(session, options, begun(session, entry)).toTheEnd();
            case SUSPENDED ->
                throw new TenantStateException(
                        tenant, entry.status(), "provisioned", "It was before: resume it to serve it again.");
            case DELETING, DELETED ->
                throw new TenantStateException(
                        tenant, entry.status(), "provisioned", "An id is never used again: choose another one.");
        };
    }

    private Entry entry(OwnerSession session, TenantId tenant, ProvisionOptions options) {
        return registry.find(session.dsl(), tenant).orElseGet(() -> {
            if (!options.allowsLookAlike()) {
                registry.lookAlike(session.dsl(), tenant).ifPresent(other -> {
                    throw new LookAlikeTenantException(tenant, other);
                });
            }
            shelf.read(session);
            return registry.request(session.dsl(), tenant);
        });
    }

    private Entry begun(OwnerSession session, Entry entry) {
        return registry.move(
                session.dsl(), entry, TenantStatus.PROVISIONING, Map.of(Registry.ERROR, Registry.NO_ERROR));
    }

    /** One attempt, of which the registry knows the epoch: when another has begun, this one changes nothing any more. */
    private final class Run {

        private final OwnerSession session;
        private final ProvisionOptions options;
        private final TenantId tenant;
        private final SchemaName schema;
        private Entry entry;
        private ProvisioningStep step = ProvisioningStep.ROLE;

        Run(OwnerSession session, ProvisionOptions options, Entry entry) {
            this.session = session;
            this.options = options;
            this.entry = entry;
            this.tenant = entry.id();
            this.schema = layout.schemaOf(tenant);
        }

        Entry toTheEnd() {
            try {
                startOverIfHalfDone();
                transaction(this::roleAndSchema);
                migrations();
                transaction(this::activation);
                return entry;
            } catch (MigrationFailed e) {
                throw failed(e.error.message(), e.error, e);
            } catch (TenantBusyException | TenantStateException e) {
                throw e;
            } catch (RuntimeException e) {
                throw failed(missingRights(e).orElseGet(() -> Failures.text(e)), null, e);
            }
        }

        /** A right that was there when this object looked first may have gone since. */
        private Optional<String> missingRights(RuntimeException failure) {
            if (Failures.sqlState(failure).filter("42501"::equals).isEmpty() || !session.alive()) {
                return Optional.empty();
            }
            List<MissingRight> missing = OwnerRights.missing(session.dsl(), layout, roles);
            return missing.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Failures.text(failure) + " The owner login needs: "
                            + missing.stream().map(MissingRight::grant).collect(Collectors.joining(" ")));
        }

        /** A script outside a transaction may have left half of itself, in a schema that never held a tenant's data. */
        private void startOverIfHalfDone() {
            if (entry.madeSchema()
                    && !entry.wasActive()
                    && removal.hasFailedScript(session, schema, flyway.historyTable())) {
                removal.dropSchema(session, entry);
            }
        }

        private void roleAndSchema(DSLContext dsl) {
            begin(dsl, ProvisioningStep.ROLE);
            boolean madeRole = roles.used() && roles.make(dsl, tenant, options.adopts());
            hooks(hook -> hook.after(ProvisioningStep.ROLE, tenant, mapped(dsl)));
            begin(dsl, ProvisioningStep.SCHEMA);
            boolean madeSchema = schema(dsl);
            new SchemaRights(dsl, schema, roles.granteeOf(tenant)).grant();
            hooks(hook -> hook.after(ProvisioningStep.SCHEMA, tenant, mapped(dsl)));
            boolean owns = entry.madeSchema() || madeSchema;
            entry = registry.note(
                    dsl,
                    entry,
                    Map.of(
                            Registry.MADE_ROLE,
                            entry.madeRole() || madeRole,
                            Registry.MADE_SCHEMA,
                            owns,
                            Registry.ADOPTED,
                            !owns));
        }

        /** Whether it was made now. */
        private boolean schema(DSLContext dsl) {
            if (!Schemas.exists(dsl, schema)) {
                Schemas.make(dsl, schema);
                return true;
            }
            if (!entry.madeSchema() && !entry.adopted()) {
                schemas.adopt(session, dsl, tenant, schema, options.adopts());
            }
            return false;
        }

        private void migrations() {
            step = ProvisioningStep.MIGRATIONS;
            transaction(dsl -> begin(dsl, ProvisioningStep.MIGRATIONS));
            if (migrations.migrate(session, tenant) instanceof Failed failed) {
                throw new MigrationFailed(failed.error());
            }
            transaction(dsl -> hooks(hook -> hook.after(ProvisioningStep.MIGRATIONS, tenant, mapped(dsl))));
        }

        private void activation(DSLContext dsl) {
            begin(dsl, ProvisioningStep.ACTIVATION);
            SchemaRights rights = new SchemaRights(dsl, schema, roles.granteeOf(tenant));
            rights.revokeHistory(flyway.historyTable());
            new Verification(dsl, layout, schema).require(rights, flyway.historyTable());
            hooks(hook -> hook.after(ProvisioningStep.ACTIVATION, tenant, mapped(dsl)));
            entry = registry.move(dsl, entry, TenantStatus.ACTIVE, Map.of(Registry.ACTIVATED_AT, Registry.NOW));
        }

        private void begin(DSLContext dsl, ProvisioningStep next) {
            step = next;
            hooks(hook -> hook.before(next, tenant, mapped(dsl)));
            entry = registry.note(dsl, entry, Map.of(Registry.STEP, next.name()));
        }

        private void hooks(Consumer<ProvisioningHook> call) {
            hooks.forEach(call);
        }

        private DSLContext mapped(DSLContext dsl) {
            return OwnerSession.mapped(dsl, layout, schema.value());
        }

        private void transaction(Consumer<DSLContext> work) {
            Entry before = entry;
            attempts.run(() -> {
                entry = before;
                session.dsl().transaction(tx -> work.accept(tx.dsl()));
                return true;
            });
        }

        private TenancyException failed(String reason, @Nullable MigrationError error, RuntimeException cause) {
            ProvisioningException failure = new ProvisioningException(tenant, step, reason, error, cause);
            try {
                record(reason);
            } catch (RuntimeException registryOutOfReach) {
                failure.addSuppressed(registryOutOfReach);
            }
            return failure;
        }

        private void record(String reason) {
            if (session.alive()) {
                record(session.dsl(), reason);
            } else {
                try (OwnerSession another = connections.openExtra()) {
                    record(another.dsl(), reason);
                }
            }
        }

        private void record(DSLContext dsl, String reason) {
            // the status and the epoch may be newer than what a rolled-back step left in entry
            Entry now = registry.find(dsl, tenant).orElse(entry);
            if (now.epoch() == entry.epoch()) {
                registry.move(
                        dsl,
                        now,
                        TenantStatus.FAILED,
                        Map.of(Registry.STEP, step.name(), Registry.ERROR, limited(reason)));
            }
        }

        private static String limited(String text) {
            return text.length() <= 2_000 ? text : text.substring(0, 1_999) + "…";
        }
    }

    /** Carries a script's failure out of the steps. */
    private static final class MigrationFailed extends RuntimeException {

        private static final long serialVersionUID = 1;
        private final transient MigrationError error;

        MigrationFailed(MigrationError error) {
            super(error.message());
            this.error = error;
        }
    }
}
