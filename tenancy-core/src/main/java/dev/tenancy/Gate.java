package dev.tenancy;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who is let through to the data: active tenants, with tables that are new enough for the code. */
record Gate(@Nullable TenantRegistry registry, @Nullable SchemaVersion always) {

    Gate {
        if (registry == null && always != null) {
            throw unanswered(always);
        }
    }

    void pass(TenantId tenant, @Nullable SchemaVersion now) {
        if (registry == null) {
            if (now != null) {
                throw unanswered(now);
            }
            return;
        }
        TenantEntry entry = served(tenant, registry.find(tenant));
        SchemaVersion required = later(always, now);
        if (required != null && !entry.atLeast(required)) {
            requireNewEnough(tenant, served(tenant, registry.findNow(tenant)), required);
        }
    }

    private static TenantEntry served(TenantId tenant, Optional<TenantEntry> found) {
        TenantEntry entry = found.orElseThrow(() -> TenantNotFoundException.unregistered(tenant));
        if (entry.status() != TenantStatus.ACTIVE) {
            throw new TenantNotActiveException(tenant, entry.status());
        }
        return entry;
    }

    private static void requireNewEnough(TenantId tenant, TenantEntry entry, SchemaVersion required) {
        if (!entry.atLeast(required)) {
            throw new TenantBehindException(tenant, entry.version(), required);
        }
    }

    /** The answer to "at least?": what is remembered can only be too old, so a no is asked for again. */
    static boolean atLeast(TenantRegistry registry, TenantId tenant, SchemaVersion required) {
        return atLeast(registry.find(tenant), required) || atLeast(registry.findNow(tenant), required);
    }

    private static boolean atLeast(Optional<TenantEntry> entry, SchemaVersion required) {
        return entry.filter(found -> found.atLeast(required)).isPresent();
    }

    private static @Nullable SchemaVersion later(@Nullable SchemaVersion one, @Nullable SchemaVersion other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static TenancyConfigurationException unanswered(SchemaVersion required) {
        return new TenancyConfigurationException("requires(\"" + required
                + "\") needs a registry that says which version a tenant is at: Tenancy.builder(..).registry(..).");
    }
}
