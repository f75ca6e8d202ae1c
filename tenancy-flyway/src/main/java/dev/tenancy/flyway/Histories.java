package dev.tenancy.flyway;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.val;

import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import java.math.BigInteger;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.QueryPart;
import org.jooq.Record;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** Reads the histories of many tenants, a row each: what ran is told apart by a fingerprint, made on the server. */
final class Histories {

    private static final int A_QUERY = 200;
    private static final int ATTEMPTS = 3;

    /** Joined, since a name compared with any of ten thousand takes half a minute. */
    private static final String PRESENT = """
            select n.nspname, c.oid is not null
            from unnest({0}) as wanted (name)
              join pg_namespace n on n.nspname = wanted.name::name
              left join pg_class c on c.relnamespace = n.oid and c.relname = {1} and c.relkind in ('r', 'p')
            """;

    /** All that Flyway's decisions rest on, in the order in which it was written. */
    private static final String FINGERPRINT = """
            md5(string_agg(row(version, description, type, script, checksum, success)::text,
              E'\\n' order by installed_rank))""";

    private static final String ROWS = """
            select {0} as i, installed_rank, version, description, type, script, checksum, success, xmin::text::bigint as writer
            from {1}
            """;

    /**
     * Fingerprints; then the same without the checksums that vary from tenant to tenant, and these.
     * One aggregation over all histories, since one for each takes the planner three times as long.
     */
    private static final String FINGERPRINTS = """
            select i, {2},
              md5(string_agg(row(version, description, type, script, case when not varies then checksum end, success)::text,
                E'\\n' order by installed_rank)),
              array_agg(description order by installed_rank) filter (where varies),
              array_agg(checksum order by installed_rank) filter (where varies),
              max(installed_rank), sum(writer)
            from (select *, version is null and description = any ({1}) as varies from ({0}) as all_rows) as rows
            group by i
            """;

    private final TenantLayout layout;
    private final String table;

    Histories(TenantLayout layout, String table) {
        this.layout = layout;
        this.table = table;
    }

    String table() {
        return table;
    }

    /** Of one tenant, as a scalar subquery. */
    QueryPart fingerprint(TenantId tenant) {
        return DSL.sql(
                "(select coalesce({0}, {1}) from {2})",
                DSL.sql(FINGERPRINT), inline(History.EMPTY.fingerprint()), historyOf(tenant));
    }

    /** Of all of them; a schema that goes away meanwhile is looked for again. */
    Map<TenantId, History> read(DSLContext dsl, Collection<TenantId> tenants, VaryingScripts varying) {
        for (int attempt = 1; ; attempt++) {
            try {
                return readOnce(dsl, tenants, varying);
            } catch (DataAccessException e) {
                if (attempt == ATTEMPTS
                        || Failures.sqlState(e).filter("42P01"::equals).isEmpty()) {
                    throw e;
                }
            }
        }
    }

    History read(DSLContext dsl, TenantId tenant, VaryingScripts varying) {
        return read(dsl, List.of(tenant), varying).getOrDefault(tenant, History.NO_SCHEMA);
    }

    private Map<TenantId, History> readOnce(DSLContext dsl, Collection<TenantId> tenants, VaryingScripts varying) {
        Map<TenantId, History> found = present(dsl, tenants);
        List<TenantId> present =
                tenants.stream().filter(tenant -> !found.containsKey(tenant)).toList();
        for (int from = 0; from < present.size(); from += A_QUERY) {
            List<TenantId> some = present.subList(from, Math.min(present.size(), from + A_QUERY));
            found.putAll(readSome(dsl, some, varying));
        }
        return found;
    }

    /** One that cannot be read (somebody has locked it, it belongs to somebody else) does not stand for the others. */
    private Map<TenantId, History> readSome(DSLContext dsl, List<TenantId> some, VaryingScripts varying) {
        try {
            return fingerprints(dsl, some, varying);
        } catch (DataAccessException e) {
            if (Failures.connectionLost(e)
                    || Failures.sqlState(e).filter("42P01"::equals).isPresent()) {
                throw e;
            }
            Map<TenantId, History> found = new HashMap<>();
            if (some.size() == 1) {
                found.put(some.get(0), History.unreadable(Failures.text(e)));
            } else {
                some.forEach(tenant -> found.putAll(readSome(dsl, List.of(tenant), varying)));
            }
            return found;
        }
    }

    private Map<TenantId, History> fingerprints(DSLContext dsl, List<TenantId> tenants, VaryingScripts varying) {
        Map<TenantId, History> found = new HashMap<>();
        tenants.forEach(tenant -> found.put(tenant, History.EMPTY));
        dsl.resultQuery(
                        FINGERPRINTS,
                        DSL.sql(rows(dsl, tenants)),
                        val(varying.descriptions().toArray(String[]::new)),
                        DSL.sql(FINGERPRINT))
                .forEach(row -> {
                    TenantId tenant = tenants.get(row.get(0, Integer.class));
                    found.put(tenant, history(row, layout.schemaOf(tenant).value(), varying));
                });
        return found;
    }

    /** Those of which something is missing; the others are not among them. */
    private Map<TenantId, History> present(DSLContext dsl, Collection<TenantId> tenants) {
        Map<TenantId, History> found = new HashMap<>();
        tenants.forEach(tenant -> found.put(tenant, History.NO_SCHEMA));
        Map<String, TenantId> bySchema = tenants.stream()
                .collect(Collectors.toMap(tenant -> layout.schemaOf(tenant).value(), tenant -> tenant));
        dsl.resultQuery(PRESENT, val(bySchema.keySet().toArray(String[]::new)), val(table))
                .forEach(row -> {
                    TenantId tenant = bySchema.get(row.get(0, String.class));
                    if (row.get(1, Boolean.class)) {
                        found.remove(tenant);
                    } else {
                        found.put(tenant, History.NO_HISTORY);
                    }
                });
        return found;
    }

    private String rows(DSLContext dsl, List<TenantId> tenants) {
        return IntStream.range(0, tenants.size())
                .mapToObj(i -> dsl.render(DSL.sql(ROWS, inline(i), historyOf(tenants.get(i)))))
                .collect(Collectors.joining(" union all "));
    }

    private Name historyOf(TenantId tenant) {
        return name(layout.schemaOf(tenant).value(), table);
    }

    private static History history(Record row, String schema, VaryingScripts varying) {
        String[] descriptions = row.get(3, String[].class);
        Integer[] checksums = row.get(4, Integer[].class);
        Map<String, String> kinds = new TreeMap<>();
        for (int i = 0; descriptions != null && i < descriptions.length; i++) {
            kinds.put(descriptions[i], varying.kind(descriptions[i], checksums[i], schema)); // the last run counts
        }
        return new History(
                row.get(1, String.class),
                row.get(2, String.class) + kinds,
                new Mark(row.get(5, Integer.class), row.get(6, BigInteger.class)));
    }

    /**
     * What ran in a tenant, or what is missing.
     *
     * @param fingerprint the same as long as nothing happens to it
     * @param kind the same for all tenants for which Flyway decides the same
     * @param mark the same as long as nobody writes to it
     * @param problem why it could not be read
     */
    record History(String fingerprint, String kind, Mark mark, Optional<String> problem) {

        static final History NO_SCHEMA = new History("no schema", "no schema", Mark.NONE);
        static final History NO_HISTORY = new History("no history", "no history", Mark.NONE);
        private static final History EMPTY = new History("empty", "empty", Mark.NONE);

        private History(String fingerprint, String kind, Mark mark) {
            this(fingerprint, kind, mark, Optional.empty());
        }

        static History unreadable(String why) {
            return new History(
                    "unreadable", "unreadable", Mark.NONE, Optional.of("Its history cannot be read: " + why));
        }

        boolean missing() {
            return equals(NO_SCHEMA) || equals(NO_HISTORY);
        }
    }
}
