package dev.tenancy.flyway;

import java.util.Optional;

/**
 * One thing that is not in a tenant's schema as it is in the others. In all texts {@code <tenant>} stands for the tenant's
 * own schema and role, and {@code <owner>} for the owner of the object.
 *
 * @param what how it differs
 * @param type of which kind the object is
 * @param table the table or view that it goes with; empty if it goes with none
 * @param name the object's name without its schema, a function's with the types of its arguments; empty for the schema and
 *     the role themselves
 * @param property what of a {@link What#CHANGED} object: {@code type}, {@code default}, {@code body}, {@code rights of
 *     PUBLIC} say
 * @param expected as the others have it; empty if they have none. Of a {@link What#MISSING} object its definition or type
 * @param found as the tenant has it; empty if it has none. Of an {@link What#EXTRA} object its definition or type
 */
public record Difference(
        What what,
        ObjectType type,
        Optional<String> table,
        String name,
        Optional<String> property,
        Optional<String> expected,
        Optional<String> found) {

    /** How something differs. */
    public enum What {
        /** The others have it. */
        MISSING,
        /** The others do not have it. */
        EXTRA,
        /** It is another one. */
        CHANGED
    }

    /** What can differ. */
    public enum ObjectType {
        /** The schema: its owner and rights. */
        SCHEMA("schema"),
        /** The rights that new objects get. */
        DEFAULT_RIGHTS("default rights"),
        /** The tenant's role: its attributes, settings and memberships. */
        ROLE("role"),
        /** A table. */
        TABLE("table"),
        /** A column of a table. */
        COLUMN("column"),
        /** An index that no constraint has made. */
        INDEX("index"),
        /** A primary key, or a unique, check, exclusion or foreign key constraint. */
        CONSTRAINT("constraint"),
        /** A trigger. */
        TRIGGER("trigger"),
        /** A rule. */
        RULE("rule"),
        /** A policy of row security. */
        POLICY("policy"),
        /** A view or a materialized view. */
        VIEW("view"),
        /** A sequence; not its value. */
        SEQUENCE("sequence"),
        /** A function, procedure or aggregate. */
        FUNCTION("function"),
        /** An enum, a domain, a composite type or a range. */
        TYPE("type"),
        /** A collation, an operator, a text search configuration and the like; only whether it is there. */
        OTHER("");

        private final String word;

        ObjectType(String word) {
            this.word = word;
        }

        /** Whether two tables may have one of the same name. */
        boolean ofTable() {
            return this == COLUMN || this == CONSTRAINT || this == TRIGGER || this == RULE || this == POLICY;
        }
    }

    /** In words: {@code extra column items.note: text}. */
    @Override
    public String toString() {
        return DifferenceText.of(this);
    }

    String thing() {
        return switch (type) {
            case SCHEMA, ROLE -> "the tenant's " + type.word;
            case DEFAULT_RIGHTS -> type.word + " on " + name;
            case COLUMN -> type.word + " " + table.map(t -> t + ".").orElse("") + name;
            case OTHER -> name;
            default -> type.word + " " + name + table.map(t -> " of " + t).orElse("");
        };
    }
}
