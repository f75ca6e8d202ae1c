package dev.tenancy.flyway;

import static org.jooq.impl.DSL.val;

import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.TenantStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.jooq.Param;
import org.jooq.Record;
import org.jooq.Result;

/** Reads from PostgreSQL's catalog what tenants' schemas hold: of many tenants at once, and as {@link CatalogSql} says. */
final class Catalog {

    /** Keeps a statement within a few seconds, and the caches of its backend within 100 MB. */
    private static final int WEIGHT_A_QUERY = 25_000;

    /** A statement locks each relation that a view reads: 500 views are about 2,000 of at least 6,400 locks. */
    private static final int WEIGHT_OF_A_VIEW = 50;

    private final TenantLayout layout;
    private final Roles roles;

    Catalog(TenantLayout layout, Roles roles) {
        this.layout = layout;
        this.roles = roles;
    }

    /** The tenants in parts, each for one statement. One whose schema is missing is in none. */
    List<Map<TenantId, TenantStatus>> parts(DSLContext dsl, Map<TenantId, TenantStatus> tenants) {
        List<Map<TenantId, TenantStatus>> parts = new ArrayList<>();
        long[] weight = {WEIGHT_A_QUERY};
        Map<String, Long> weights = new HashMap<>();
        dsl.resultQuery(CatalogSql.WEIGHTS, val(schemas(tenants.keySet())))
                .forEach(row -> weights.put(
                        row.get(0, String.class),
                        1 + row.get(1, Long.class) + WEIGHT_OF_A_VIEW * row.get(2, Long.class)));
        tenants.forEach((tenant, status) -> {
            Long own = weights.get(layout.schemaOf(tenant).value());
            if (own != null) {
                if (weight[0] + own > WEIGHT_A_QUERY) {
                    parts.add(new TreeMap<>());
                    weight[0] = 0;
                }
                weight[0] += own;
                parts.get(parts.size() - 1).put(tenant, status);
            }
        });
        return parts;
    }

    /** What says whether a schema is like another. */
    Map<TenantId, String> fingerprints(DSLContext dsl, Map<TenantId, TenantStatus> tenants) {
        Map<TenantId, String> fingerprints = new HashMap<>();
        fetch(dsl, CatalogSql.FINGERPRINTS, tenants)
                .forEach(row -> fingerprints.put(tenantOf(row), row.get(1, String.class)));
        return fingerprints;
    }

    /** All that the schemas hold. */
    Map<TenantId, List<CatalogObject>> objects(DSLContext dsl, Map<TenantId, TenantStatus> tenants) {
        Map<TenantId, List<CatalogObject>> objects = new HashMap<>();
        fetch(dsl, CatalogSql.ALL_LINES, tenants)
                .forEach(row -> objects.computeIfAbsent(tenantOf(row), any -> new ArrayList<>())
                        .add(CatalogObject.of(row.get(1, String.class))));
        return objects;
    }

    private Result<Record> fetch(DSLContext dsl, String query, Map<TenantId, TenantStatus> tenants) {
        List<TenantId> ids = List.copyOf(tenants.keySet());
        Boolean[] suspended = ids.stream()
                .map(tenant -> tenants.get(tenant) == TenantStatus.SUSPENDED)
                .toArray(Boolean[]::new);
        return dsl.resultQuery(
                        query,
                        val(schemas(ids)),
                        names(ids.stream().map(layout::roleOf).toList()),
                        names(ids.stream().map(roles::granteeOf).toList()),
                        val(suspended))
                .fetch();
    }

    private TenantId tenantOf(Record row) {
        return layout.tenantOf(row.get(0, String.class)).orElseThrow();
    }

    private String[] schemas(Collection<TenantId> tenants) {
        return tenants.stream().map(tenant -> layout.schemaOf(tenant).value()).toArray(String[]::new);
    }

    private static Param<String[]> names(List<String> names) {
        return val(names.toArray(String[]::new));
    }
}
