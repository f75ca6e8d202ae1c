package dev.tenancy.flyway;

import dev.tenancy.TenancyException;
import dev.tenancy.TenantId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Provisioning stopped. The registry says {@code FAILED} with the step and the error (unless it could not be reached:
 * then {@code PROVISIONING}); {@link Tenants#provision} resumes there.
 */
public final class ProvisioningException extends TenancyException {

    private static final long serialVersionUID = 1;

    private final ProvisioningStep step;
    private final transient @Nullable MigrationError migration;

    ProvisioningException(
            TenantId tenant,
            ProvisioningStep step,
            String reason,
            @Nullable MigrationError migration,
            Throwable cause) {
        super(
                tenant,
                "Tenant '" + tenant + "' is not provisioned: step " + step + " failed. " + reason
                        + " Then provision it again: it resumes.",
                cause);
        this.step = step;
        this.migration = migration;
    }

    /**
     * Where it stopped.
     *
     * @return the step
     */
    public ProvisioningStep step() {
        return step;
    }

    /**
     * What went wrong in a script.
     *
     * @return the error with script, line and SQLSTATE; empty unless the step is {@link ProvisioningStep#MIGRATIONS}, or
     *     after serialisation
     */
    public Optional<MigrationError> migration() {
        return Optional.ofNullable(migration);
    }
}
