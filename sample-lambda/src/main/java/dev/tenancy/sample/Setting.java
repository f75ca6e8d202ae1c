package dev.tenancy.sample;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The environment variables that the functions read: all of them, and nowhere else. Read through {@link Config}. */
enum Setting {
    /** The ARN of the secret of the function's own login, {@code {"username", "password"}}. */
    DB_SECRET_ARN(null),
    /** The database's host. */
    DB_HOST(null),
    /** Its port. */
    DB_PORT("5432", 65_535),
    /** The database. */
    DB_NAME(null),
    /** The driver's {@code sslmode}; those that verify need {@link Config#CERTIFICATES}. */
    DB_SSLMODE("require", "disable", "require", "verify-ca", "verify-full"),
    /**
     * Items function: the most connections of one environment. It serves one request at a time, on one connection; the
     * second is opened only when PostgreSQL refuses a tenant and the registry is asked why.
     */
    DB_POOL_SIZE("2", 100),
    /** Items function: {@code prod} or {@code dev}; in {@code prod} it wants an authorizer. */
    STAGE("prod", "prod", "dev"),
    /** Items function: the authorizer's claim that holds the tenant's id; empty if there is no authorizer. */
    TENANT_CLAIM(""),
    /** Items function: {@code true}: the header alone chooses the tenant, in production too. */
    TENANT_FROM_HEADER_ALONE("false", "true", "false"),
    /** Admin function: the ARN of the secret of the items function's login, which it makes. */
    APP_SECRET_ARN(null);

    private final @Nullable String fallback;
    private final String allowed;
    private final int most;

    Setting(@Nullable String fallback, String... allowed) {
        this.fallback = fallback;
        this.allowed = String.join(", ", allowed);
        this.most = 0;
    }

    Setting(String fallback, int most) {
        this.fallback = fallback;
        this.allowed = "";
        this.most = most;
    }

    /** Null if it must be given. */
    @Nullable
    String fallback() {
        return fallback;
    }

    /** What is wrong with a value; empty if nothing is. */
    Optional<String> fault(String value) {
        if (!allowed.isEmpty() && !List.of(allowed.split(", ")).contains(value)) {
            return Optional.of(this + " must be one of " + allowed + ", not '" + value + "'.");
        }
        if (most > 0 && !(value.matches("[1-9][0-9]{0,4}") && Integer.parseInt(value) <= most)) {
            return Optional.of(this + " must be a number from 1 to " + most + ", not '" + value + "'.");
        }
        return Optional.empty();
    }
}
