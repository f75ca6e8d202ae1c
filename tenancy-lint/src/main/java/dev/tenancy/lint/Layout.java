package dev.tenancy.lint;

import java.util.Set;
import java.util.function.Predicate;

/** Which schema is what. */
record Layout(Predicate<String> tenantSchemas, String sharedSchema, String templateSchema) {

    private static final Set<String> OF_ALL =
            Set.of("pg_catalog", "information_schema", "pg_temp", "extensions", Placeholders.OWN_SCHEMA);

    boolean isTenant(String schema) {
        return !OF_ALL.contains(schema) && !isShared(schema) && !isTemplate(schema) && tenantSchemas.test(schema);
    }

    boolean isTemplate(String schema) {
        return schema.equals(templateSchema);
    }

    boolean isShared(String schema) {
        return schema.equals(sharedSchema) || schema.equals("public");
    }

    /** Neither the tenant's own nor one that everybody may use. */
    boolean isOutside(String schema) {
        return !schema.isEmpty() && !OF_ALL.contains(schema);
    }
}
