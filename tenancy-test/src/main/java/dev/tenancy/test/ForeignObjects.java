package dev.tenancy.test;

import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jooq.DSLContext;

/** All relations, functions and types that code which runs in one tenant has no business with, and whose they are. */
record ForeignObjects(Map<QualifiedName, String> owners) {

    private static final String OBJECTS = """
            select nspname, object from pg_namespace n join (
              select relnamespace, relname from pg_class where relkind not in ('i', 'I', 't')
              union select pronamespace, proname from pg_proc
              union select typnamespace, typname from pg_type) objects(schema, object) on n.oid = schema
            where not starts_with(nspname, 'pg_') and nspname <> 'information_schema'""";

    /** Reads the catalog. */
    static ForeignObjects to(TenantId tenant, TenantLayout layout, DSLContext dsl) {
        Set<QualifiedName> all = dsl.fetch(OBJECTS).stream()
                .map(row -> new QualifiedName(row.get(0, String.class), row.get(1, String.class)))
                .collect(Collectors.toSet());
        Map<QualifiedName, String> owners = new TreeMap<>();
        for (QualifiedName object : all) {
            ownerOf(object, tenant, layout, all).ifPresent(owner -> owners.put(object, owner));
        }
        return new ForeignObjects(owners);
    }

    /** Whether it is foreign, also if it has appeared since. */
    boolean has(QualifiedName object) {
        return owners.containsKey(object)
                || !object.schema().equals("public")
                        && owners.keySet().stream()
                                .anyMatch(known -> known.schema().equals(object.schema()));
    }

    private static Optional<String> ownerOf(
            QualifiedName object, TenantId tenant, TenantLayout layout, Set<QualifiedName> all) {
        boolean template = object.schema().equals(layout.templateSchema());
        boolean decoy = object.schema().equals("public")
                && all.contains(new QualifiedName(layout.templateSchema(), object.name()));
        if (template || decoy) {
            return Optional.of("the decoy in schema " + object.schema());
        }
        return layout.tenantOf(object.schema())
                .filter(other -> !other.equals(tenant))
                .map(other -> "tenant '" + other + "'");
    }
}
