package dev.tenancy.flyway;

import dev.tenancy.TenancyException;
import org.jspecify.annotations.Nullable;

/** {@link TenantOutcome#orThrow} of a tenant in which the work was not done. */
public final class TenantWorkException extends TenancyException {

    private static final long serialVersionUID = 1;

    private TenantWorkException(TenantOutcome<?> outcome, @Nullable Throwable cause) {
        super(
                outcome.tenant(),
                "The work was not done in tenant "
                        + FleetWorkText.trouble(outcome).orElseGet(() -> FleetWorkText.notStarted(outcome)),
                cause);
    }

    static TenantWorkException of(TenantOutcome<?> outcome) {
        return new TenantWorkException(
                outcome, outcome instanceof TenantOutcome.Failed<?> failed ? failed.error() : null);
    }
}
