package dev.tenancy.benchmarks;

/** Who connects. */
enum Login {
    /** The administrator who makes the others. */
    ADMINISTRATOR,
    /** The owner of the tenants. */
    OWNER,
    /** Ours, that may do what the tenant's role may. */
    APP,
    /** Who has rights of its own on all tenants: the rivals', and ours with names alone. */
    PLAIN
}
