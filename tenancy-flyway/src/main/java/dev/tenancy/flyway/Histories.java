package dev.tenancy.flyway;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.val;

import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record2;
import org.jooq.Select;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** Reads the histories of many tenants, a row each: what ran is told apart by a fingerprint, made on the server. */
final class Histories {

    private static final int A_QUERY = 200;
    private static final int ATTEMPTS = 3;

    /** All that Flyway's decisions rest on, in the order in which it was written. */
    private static final Field<String> FINGERPRINT = field("""
            md5(coalesce(string_agg(row(version, description, type, script, checksum, success)::text,
              E'\\n' order by installed_rank), ''))
            """, String.class);

    private final TenantLayout layout;
    private final String table;

    Histories(TenantLayout layout, String table) {
        this.layout = layout;
        this.table = table;
    }

    String table() {
        return table;
    }

    /** Of all of them; a schema that goes away meanwhile is looked for again. */
    Map<TenantId, History> read(DSLContext dsl, Collection<TenantId> tenants) {
        for (int attempt = 1; ; attempt++) {
            try {
                return readOnce(dsl, tenants);
            } catch (DataAccessException e) {
                if (attempt == ATTEMPTS
                        || Failures.sqlState(e).filter("42P01"::equals).isEmpty()) {
                    throw e;
                }
            }
        }
    }

    History read(DSLContext dsl, TenantId tenant) {
        return read(dsl, List.of(tenant)).getOrDefault(tenant, History.NO_SCHEMA);
    }

    private Map<TenantId, History> readOnce(DSLContext dsl, Collection<TenantId> tenants) {
        Map<TenantId, History> found = new HashMap<>(present(dsl, tenants));
        List<TenantId> present = tenants.stream()
                .filter(tenant -> History.UNREAD.equals(found.get(tenant)))
                .toList();
        for (int from = 0; from < present.size(); from += A_QUERY) {
            List<TenantId> some = present.subList(from, Math.min(present.size(), from + A_QUERY));
            dsl.fetch(fingerprints(some)).forEach(row -> found.put(some.get(row.value1()), History.of(row.value2())));
        }
        return found;
    }

    private Map<TenantId, History> present(DSLContext dsl, Collection<TenantId> tenants) {
        Map<String, TenantId> bySchema = tenants.stream()
                .collect(Collectors.toMap(tenant -> layout.schemaOf(tenant).value(), tenant -> tenant));
        Map<TenantId, History> found = new HashMap<>();
        dsl.resultQuery("""
                        select n.nspname, c.oid is not null
                        from pg_namespace n left join pg_class c
                          on c.relnamespace = n.oid and c.relname = {1} and c.relkind in ('r', 'p')
                        where n.nspname = any ({0})
                        """, val(bySchema.keySet().toArray(String[]::new)), val(table))
                .forEach(row -> found.put(
                        bySchema.get(row.get(0, String.class)),
                        row.get(1, Boolean.class) ? History.UNREAD : History.NO_HISTORY));
        tenants.forEach(tenant -> found.putIfAbsent(tenant, History.NO_SCHEMA));
        return found;
    }

    private Select<Record2<Integer, String>> fingerprints(List<TenantId> tenants) {
        List<Select<Record2<Integer, String>>> all = new ArrayList<>();
        for (int i = 0; i < tenants.size(); i++) {
            all.add(DSL.select(inline(i), FINGERPRINT)
                    .from(DSL.table(name(layout.schemaOf(tenants.get(i)).value(), table))));
        }
        return all.stream().reduce(Select::unionAll).orElseThrow();
    }

    /** What ran in a tenant, as a fingerprint; or what is missing. */
    record History(String fingerprint) {

        static final History NO_SCHEMA = new History("no schema");
        static final History NO_HISTORY = new History("no history");
        private static final History UNREAD = new History("unread");

        static History of(String fingerprint) {
            return new History(fingerprint);
        }

        boolean missing() {
            return equals(NO_SCHEMA) || equals(NO_HISTORY);
        }
    }
}
