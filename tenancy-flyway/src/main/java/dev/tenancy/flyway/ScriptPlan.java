package dev.tenancy.flyway;

/**
 * A script that is pending somewhere, and the way it will take.
 *
 * @param script its name, {@code V2__items.sql} say
 * @param engine what will run it
 * @param why the reason, in a few words
 * @param tenants how many tenants it is pending for
 */
public record ScriptPlan(String script, Engine engine, String why, int tenants) {}
