package dev.tenancy;

import org.jspecify.annotations.Nullable;

/** What is the same for every unit of work of one tenant: names, and the text that sets its role. */
final class TenantBinding {

    private final TenantId tenant;
    private final SchemaName schema;
    private final @Nullable String role;
    private final Preamble preamble;

    TenantBinding(TenantLayout layout, TenantId tenant) {
        this.tenant = tenant;
        this.schema = layout.schemaOf(tenant);
        this.role = layout.isolation() == Isolation.ROLE ? layout.roleOf(tenant) : null;
        this.preamble = Preamble.of(role, WorkOptions.defaults());
    }

    TenantId tenant() {
        return tenant;
    }

    SchemaName schema() {
        return schema;
    }

    /** Null if names alone keep tenants apart. */
    @Nullable
    String role() {
        return role;
    }

    Preamble preamble(WorkOptions options) {
        return options == WorkOptions.defaults() ? preamble : Preamble.of(role, options);
    }
}
