package dev.tenancy.flyway;

/** What runs a tenant's pending scripts. */
public enum Engine {
    /**
     * All pending scripts of a tenant and the history rows that Flyway would have written, in one transaction; scripts that
     * are not plain transactional SQL go through Flyway all the same.
     */
    BATCH,
    /** Flyway itself, script by script. */
    FLYWAY
}
