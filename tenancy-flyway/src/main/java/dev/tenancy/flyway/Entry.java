package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.TenantStatus;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** One row of the registry. */
record Entry(
        TenantId id,
        TenantStatus status,
        long epoch,
        @Nullable String step,
        @Nullable String error,
        @Nullable String version,
        boolean madeSchema,
        boolean madeRole,
        boolean adopted,
        OffsetDateTime createdAt,
        OffsetDateTime updatedAt,
        @Nullable OffsetDateTime activatedAt,
        @Nullable OffsetDateTime deletedAt,
        @Nullable JSONB receipt) {

    static Entry of(Record row) {
        return new Entry(
                TenantId.of(row.get("id", String.class)),
                TenantStatus.valueOf(row.get("status", String.class)),
                row.get("epoch", Long.class),
                row.get("step", String.class),
                row.get("error", String.class),
                row.get("schema_version", String.class),
                row.get("made_schema", Boolean.class),
                row.get("made_role", Boolean.class),
                row.get("adopted", Boolean.class),
                row.get("created_at", OffsetDateTime.class),
                row.get("updated_at", OffsetDateTime.class),
                row.get("activated_at", OffsetDateTime.class),
                row.get("deleted_at", OffsetDateTime.class),
                row.get("receipt", JSONB.class));
    }

    /** Whether its data may be worth something: it was served once. */
    boolean wasActive() {
        return activatedAt != null;
    }

    Tenant tenant(TenantLayout layout) {
        return new Tenant(
                id,
                layout.schemaOf(id),
                status,
                Optional.ofNullable(version),
                Optional.ofNullable(step).map(ProvisioningStep::valueOf),
                Optional.ofNullable(error),
                createdAt.toInstant(),
                updatedAt.toInstant());
    }
}
