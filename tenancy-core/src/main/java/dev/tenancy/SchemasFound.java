package dev.tenancy;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.DSLContext;

/** The schemas of one database, as a layout sees them. A role is a tenant's only if the tenant's schema is there. */
record SchemasFound(TenantLayout layout, Set<String> schemas, Set<String> roles) {

    static SchemasFound of(TenantLayout layout, DSLContext catalog) {
        Set<String> schemas =
                new HashSet<>(catalog.fetch(InspectionQueries.SCHEMAS).getValues("schema", String.class));
        Set<String> roles = schemas.stream()
                .flatMap(schema -> layout.tenantOf(schema).stream())
                .map(layout::roleOf)
                .collect(Collectors.toSet());
        return new SchemasFound(layout, schemas, roles);
    }

    boolean exists(String schema) {
        return schemas.contains(schema);
    }

    boolean isTenantRole(String role) {
        return roles.contains(role);
    }
}
