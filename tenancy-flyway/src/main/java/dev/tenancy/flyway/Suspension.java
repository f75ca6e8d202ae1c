package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.TenantStatus;
import java.util.Map;
import java.util.function.Consumer;

/**
 * ACTIVE ⇄ SUSPENDED, and the tenant's USAGE on its schema with it. Needs no tenant lock: the registry's row is locked by
 * the compare-and-set before the rights change.
 */
final class Suspension {

    private final TenantLayout layout;
    private final Registry registry;
    private final Roles roles;
    private final Attempts attempts;

    Suspension(Parts parts) {
        this.layout = parts.layout();
        this.registry = parts.registry();
        this.roles = parts.roles();
        this.attempts = parts.attempts();
    }

    Entry suspend(OwnerSession session, TenantId tenant) {
        return change(session, tenant, TenantStatus.ACTIVE, TenantStatus.SUSPENDED, "suspended", rights -> {
            if (rights.isThere()) { // else there is nothing to take away, and it may have to go
                rights.revokeUsage();
            }
        });
    }

    Entry resume(OwnerSession session, TenantId tenant) {
        return change(session, tenant, TenantStatus.SUSPENDED, TenantStatus.ACTIVE, "resumed", rights -> {
            if (!rights.isThere()) {
                throw new TenantStateException(
                        tenant,
                        TenantStatus.SUSPENDED,
                        "resumed",
                        "Its schema \"" + layout.schemaOf(tenant) + "\" or its role \"" + roles.granteeOf(tenant)
                                + "\" is missing. Restore it from a backup; or, if the tenant is to go, deprovision it.");
            }
            rights.grantUsage();
        });
    }

    private Entry change(
            OwnerSession session,
            TenantId tenant,
            TenantStatus from,
            TenantStatus to,
            String wanted,
            Consumer<SchemaRights> rights) {
        return attempts.run(() -> session.dsl().transactionResult(tx -> {
            Entry entry = registry.lock(tx.dsl(), tenant)
                    .orElseThrow(() -> new TenantStateException(tenant, null, wanted, "Provision it first."));
            if (entry.status() == to) {
                return entry;
            }
            if (entry.status() != from) {
                throw new TenantStateException(tenant, entry.status(), wanted, "Only " + from + " tenants can be.");
            }
            Entry changed = registry.move(tx.dsl(), entry, to, Map.of());
            rights.accept(new SchemaRights(tx.dsl(), layout.schemaOf(tenant), roles.granteeOf(tenant)));
            return changed;
        }));
    }
}
