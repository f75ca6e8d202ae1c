package dev.tenancy.test;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;

import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Rows that lie in one tenant's tables and say that they are another's. */
final class ForeignRows {

    private static final String TABLES_WITH = """
            select nspname, relname from pg_attribute
            join pg_class c on c.oid = attrelid join pg_namespace n on n.oid = relnamespace
            where relkind = 'r' and attname = {0} and not attisdropped order by 1, 2""";

    private ForeignRows() {}

    /** A sentence a table, of those tenants that are wanted. */
    static List<String> in(DSLContext dsl, TenantLayout layout, String ownerColumn, Predicate<TenantId> wanted) {
        List<String> found = new ArrayList<>();
        for (Record row : dsl.fetch(TABLES_WITH, inline(ownerColumn))) {
            QualifiedName table = new QualifiedName(row.get(0, String.class), row.get(1, String.class));
            Optional<TenantId> tenant = layout.tenantOf(table.schema()).filter(wanted);
            tenant.ifPresent(id -> found.addAll(foreign(dsl, table, ownerColumn, id)));
        }
        return found;
    }

    private static List<String> foreign(DSLContext dsl, QualifiedName table, String ownerColumn, TenantId tenant) {
        List<String> rows = dsl.resultQuery(
                        "select {0}::text from {1} as {0} where {2}::text <> {3}",
                        name("the row itself"),
                        name(table.schema(), table.name()),
                        name("the row itself", ownerColumn),
                        inline(tenant.value()))
                .fetch(row -> row.get(0, String.class));
        return rows.isEmpty()
                ? List.of()
                : List.of(table + " of tenant '" + tenant + "' holds rows whose " + ownerColumn + " is another: "
                        + Excerpt.of(rows));
    }
}
