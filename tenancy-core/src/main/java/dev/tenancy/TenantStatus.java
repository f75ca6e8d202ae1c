package dev.tenancy;

/**
 * Where a tenant is in its life. Only {@link #ACTIVE} tenants are served.
 *
 * <p>{@code REQUESTED → PROVISIONING → ACTIVE ⇄ SUSPENDED → DELETING → DELETED}; {@code FAILED} is a provisioning that
 * stopped and can be resumed.
 */
public enum TenantStatus {
    /** Asked for; nothing was made yet. */
    REQUESTED,
    /** Schema, role and tables are being made. */
    PROVISIONING,
    /** Served. */
    ACTIVE,
    /** Kept, but not served until it is resumed. */
    SUSPENDED,
    /** Being removed; cannot come back. */
    DELETING,
    /** Removed. The entry stays, because an id is never used again. */
    DELETED,
    /** Provisioning stopped with an error and can be resumed. */
    FAILED
}
