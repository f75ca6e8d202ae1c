package dev.tenancy.flyway;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Why a migration failed.
 *
 * @param message what happened and what to do next
 * @param sqlState PostgreSQL's five characters; empty if it was not PostgreSQL that refused
 * @param script the script's name, {@code V2__items.sql} say; empty if it was none in particular
 * @param line where the failed statement starts in the script, from 1; empty if unknown
 */
public record MigrationError(String message, Optional<String> sqlState, Optional<String> script, OptionalInt line) {

    @Override
    public String toString() {
        return message;
    }
}
