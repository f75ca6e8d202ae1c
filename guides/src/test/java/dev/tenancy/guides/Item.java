package dev.tenancy.guides;

/**
 * One row.
 *
 * @param id made by PostgreSQL
 * @param name not blank
 */
public record Item(long id, String name) {}
