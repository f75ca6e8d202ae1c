package dev.tenancy.flyway;

import dev.tenancy.SchemaName;
import dev.tenancy.TenantId;
import dev.tenancy.TenantStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * What the registry says of one tenant, at the moment it was read. Immutable.
 *
 * @param id who
 * @param schema where its tables are
 * @param status where it is in its life
 * @param version the version of its last versioned migration; empty if it has none
 * @param step the last step of provisioning that began; empty if none did
 * @param error why provisioning stopped; present while the status is {@link TenantStatus#FAILED}
 * @param createdAt when it was asked for
 * @param updatedAt when its status changed last
 */
public record Tenant(
        TenantId id,
        SchemaName schema,
        TenantStatus status,
        Optional<String> version,
        Optional<ProvisioningStep> step,
        Optional<String> error,
        Instant createdAt,
        Instant updatedAt) {}
