package dev.tenancy.flyway;

/** Where a tenant stands to the scripts. */
public enum PlanState {
    /** Nothing is pending. */
    UP_TO_DATE,
    /**
     * Scripts are pending, and nothing stands against running them. If the list of them is empty, somebody migrated the tenant
     * by hand: the registry has another version than the history, and is to learn it.
     */
    PENDING,
    /** A script failed outside a transaction and is recorded as failed: somebody must undo what is left of it. */
    FAILED,
    /** A script was changed after it ran. */
    CHECKSUM_MISMATCH,
    /** Otherwise at odds: a script that ran is gone or renamed, or one is older than the last that ran. */
    HISTORY_MISMATCH,
    /** The history has a version newer than any of the scripts: a newer build was here. */
    AHEAD,
    /** The schema has no history table. */
    HISTORY_MISSING,
    /** The database has no schema for the tenant. */
    SCHEMA_MISSING
}
