package dev.tenancy.lint;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the lint looks for. The name in a comment and in a report is {@link #id()}. */
public enum Rule {
    /** A tenant's schema is named: what runs in all tenants reaches into one. */
    TENANT_SCHEMA,
    /** The schema that jOOQ code is generated for is named: no database has it. */
    TEMPLATE_SCHEMA,
    /** A schema outside of the tenant is written to; or, as a note, the shared one is read. */
    OTHER_SCHEMA,
    /** The search path is changed: what follows runs in another schema. */
    SEARCH_PATH,
    /** An extension is made, changed or dropped: it belongs to the database. */
    EXTENSION,
    /** A role is made, changed, dropped or granted: it belongs to the server. */
    ROLE,
    /** Something else is made that belongs to the database or the server. */
    DATABASE_OBJECT,
    /** Something is granted to everybody. */
    PUBLIC_GRANT,
    /** A transaction is begun or ended: Flyway's own is broken in two. */
    TRANSACTION_CONTROL,
    /** Something that no transaction can hold, in a script that does not say that it runs outside of one. */
    CONCURRENTLY,
    /** Several statements outside of a transaction: a failure leaves the first ones done. */
    HALF_DONE,
    /** A function will not find what it names: requests have an empty search path. */
    FUNCTION_PATH,
    /** A function runs as its owner, who may reach every tenant. */
    SECURITY_DEFINER,
    /** A view reads something outside of the tenant, as its owner. */
    VIEW_REACHES_OUT,
    /** A foreign key refers to a table outside of the tenant: writers of that table wait. */
    SHARED_FOREIGN_KEY,
    /** A table is written anew while nobody can read it. */
    TABLE_REWRITE,
    /** An index is built while nobody can write to its table. */
    BLOCKING_INDEX,
    /** A constraint is checked against all rows while nobody can write to its table. */
    BLOCKING_CONSTRAINT,
    /** A column becomes NOT NULL: all rows are looked at while nobody can read the table, or it fails. */
    NOT_NULL,
    /** The script cannot be read for sure; something may be missed. */
    UNREADABLE,
    /** A comment allows something that is not found, or says no reason. */
    ALLOWANCE;

    /**
     * The rule's name in scripts and reports.
     *
     * @return {@code tenant-schema} for {@link #TENANT_SCHEMA}, and so on
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The rule of a name.
     *
     * @param id as {@link #id()} gives it
     * @return empty if there is no such rule
     */
    public static Optional<Rule> of(String id) {
        return Arrays.stream(values()).filter(rule -> rule.id().equals(id)).findFirst();
    }

    /** Its id. */
    @Override
    public String toString() {
        return id();
    }
}
