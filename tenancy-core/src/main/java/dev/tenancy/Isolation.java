package dev.tenancy;

/** Who keeps tenants apart. Both levels render every name with the tenant's schema; they differ in what else stops a bug. */
public enum Isolation {

    /**
     * Names and PostgreSQL: every unit of work runs under the tenant's own role (until its transaction ends), which has
     * rights on the tenant's schema alone. A statement that names another tenant's schema is an error (42501), not rows.
     * The default. It stops bugs, not hostile SQL: a statement that resets the role escapes.
     */
    ROLE,

    /**
     * Names only: every name is rendered with the tenant's schema, and nothing stops plain SQL that names another one.
     * For databases where one role a tenant is not possible. Behind a transaction pooler the driver must not name its
     * statements (pgjdbc: {@code prepareThreshold=0}): otherwise rows of another tenant are read, without an error.
     */
    QUALIFIED
}
