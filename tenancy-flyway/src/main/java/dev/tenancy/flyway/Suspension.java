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
        return change(
                session, tenant, TenantStatus.ACTIVE, TenantStatus.SUSPENDED, "suspended", SchemaRights::revokeUsage);
    }

    Entry resume(OwnerSession session, TenantId tenant) {
        return change(
                session, tenant, TenantStatus.SUSPENDED, TenantStatus.ACTIVE, "resumed", SchemaRights::grantUsage);
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
