package dev.tenancy;

import org.jspecify.annotations.Nullable;

/** What is the same for every unit of work of one tenant: names, and the text that sets its role. */
final class TenantBinding {

    private final TenantId tenant;
    private final SchemaName schema;
    private final @Nullable String role;
    private final Preamble ofTransaction;
    private final Preamble ofStatement;

    TenantBinding(TenantLayout layout, TenantId tenant) {
        this.tenant = tenant;
        this.schema = layout.schemaOf(tenant);
        this.role = layout.isolation() == Isolation.ROLE ? layout.roleOf(tenant) : null;
        this.ofTransaction = Preamble.ofTransaction(role, WorkOptions.defaults());
        this.ofStatement = Preamble.ofStatement(role);
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
        return options == WorkOptions.defaults() ? ofTransaction : Preamble.ofTransaction(role, options);
    }

    Preamble statementPreamble() {
        return ofStatement;
    }
}
