package dev.tenancy.sample;

import org.jspecify.annotations.Nullable;

/** The environment variables that the functions read: all of them, and nowhere else. Read through {@link Config}. */
enum Setting {
    /** The ARN of the secret of the function's own login, {@code {"username", "password"}}. */
    DB_SECRET_ARN(null),
    /** The database's host. */
    DB_HOST(null),
    /** Its port. */
    DB_PORT("5432"),
    /** The database. */
    DB_NAME(null),
    /** The driver's {@code sslmode}. */
    DB_SSLMODE("require"),
    /**
     * The most connections of one environment. It serves one request at a time, on one connection; the second is opened only
     * when PostgreSQL refuses a tenant and the registry is asked why.
     */
    DB_POOL_SIZE("2"),
    /** {@code prod} or {@code dev}; in {@code prod} the items function wants an authorizer. */
    STAGE("prod"),
    /** The authorizer's claim that holds the tenant's id; empty if there is no authorizer. */
    TENANT_CLAIM(""),
    /** {@code true}: the header alone chooses the tenant, in production too. */
    TENANT_FROM_HEADER_ALONE("false"),
    /** Admin function: the ARN of the secret of the items function's login, which it makes. */
    APP_SECRET_ARN(null);

    private final @Nullable String fallback;

    Setting(@Nullable String fallback) {
        this.fallback = fallback;
    }

    @Nullable
    String fallback() {
        return fallback;
    }
}
