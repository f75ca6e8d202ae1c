package dev.tenancy;

import org.jspecify.annotations.Nullable;

/** A text is no {@link TenantId}. The message says which rule is broken and quotes at most 64 escaped characters. */
public final class InvalidTenantIdException extends TenancyException {

    private static final long serialVersionUID = 1;

    InvalidTenantIdException(@Nullable String offender, String brokenRule) {
        super(
                null,
                "Invalid tenant id " + Quoted.of(offender) + ": " + brokenRule
                        + ". Use 1 to 48 characters out of a-z, 0-9, '-' and '_', starting and ending with a letter or digit.",
                null);
    }
}
