package dev.tenancy.flyway;

import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.val;

import dev.tenancy.SchemaName;
import dev.tenancy.TenantLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.Results;
import org.jooq.SQL;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * Views and functions in tenants' schemas that reach out of them, or will not find what they name. They are looked for from the
 * schema on, by what depends on it, since pg_class and pg_proc have no index for it and grow with the tenants.
 */
final class CodeFindings {

    private static final Pattern COMMENTS_AND_LITERALS =
            Pattern.compile("--[^\\n]*|/\\*.*?\\*/|'(?:[^']|'')*'", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("(?<![\\w.\"$])\"?([A-Za-z_][\\w$]*)\"?(?!\\s*\\.)");

    private static final String VIEWS = """
            select distinct n.nspname as schema, v.relname as view, v.relkind = 'm' as stored,
                   rn.nspname as other, r.relname as relation
            from pg_namespace n
              join pg_depend i on i.refclassid = 'pg_namespace'::regclass and i.refobjid = n.oid
                and i.classid = 'pg_class'::regclass
              join pg_class v on v.oid = i.objid
              join pg_rewrite w on w.ev_class = v.oid
              join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
                and d.refclassid = 'pg_class'::regclass
              join pg_class r on r.oid = d.refobjid
              join pg_namespace rn on rn.oid = r.relnamespace
            where n.nspname in (select unnest({0})::name) and v.relkind in ('v', 'm') and rn.oid <> n.oid
              and rn.nspname not in ('pg_catalog', 'information_schema', 'extensions')
              and not coalesce((select o.option_value::boolean from pg_options_to_table(v.reloptions) o
                                where o.option_name = 'security_invoker'), false)
            order by 1, 2, 4, 5
            """;

    private static final String FUNCTIONS = """
            select distinct n.nspname as schema, p.proname as name, p.oid::regprocedure::text as signature,
                   p.prosecdef as definer, p.prosrc as body,
                   p.prosqlbody is not null
                     or exists (select from unnest(p.proconfig) c where c like 'search_path=%') as pathed,
                   l.lanname in ('sql', 'plpgsql') as readable
            from pg_namespace n
              join pg_depend i on i.refclassid = 'pg_namespace'::regclass and i.refobjid = n.oid
                and i.classid = 'pg_proc'::regclass
              join pg_proc p on p.oid = i.objid
              join pg_language l on l.oid = p.prolang
            where n.nspname in (select unnest({0})::name) and p.prokind <> 'a'
              and not exists (select from pg_depend d where d.objid = p.oid
                              and d.classid = 'pg_proc'::regclass and d.deptype = 'e')
            order by 1, 3
            """;

    private static final String NONE = """
            not exists (
              select from pg_depend d left join pg_class c on d.classid = 'pg_class'::regclass and c.oid = d.objid
              where d.refclassid = 'pg_namespace'::regclass
                and d.refobjid = (select oid from pg_namespace where nspname = {0})
                and (d.classid = 'pg_proc'::regclass or c.relkind in ('v', 'm')))
            """;

    private static final String NAMES = """
            select n.nspname, coalesce(c.relname, p.proname)
            from pg_namespace n
              join pg_depend i on i.refclassid = 'pg_namespace'::regclass and i.refobjid = n.oid
              left join pg_class c on i.classid = 'pg_class'::regclass and c.oid = i.objid
                and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
              left join pg_proc p on i.classid = 'pg_proc'::regclass and p.oid = i.objid
            where n.nspname in (select unnest({0})::name) and (c.oid is not null or p.oid is not null)
            """;

    /** What was found, and whether a tenant with it may be served. */
    enum Kind {
        VIEW_REACHES_TENANT(true),
        VIEW_REACHES_OUT(false),
        SECURITY_DEFINER(false),
        FUNCTION_WITHOUT_PATH(false);

        private final boolean refused;

        Kind(boolean refused) {
            this.refused = refused;
        }

        boolean refusedAtProvisioning() {
            return refused;
        }
    }

    record Found(Kind kind, String schema, String problem, String mend) {}

    private CodeFindings() {}

    static List<Found> in(DSLContext dsl, TenantLayout layout, List<String> schemas) {
        String[] names = schemas.toArray(String[]::new);
        Results results = dsl.fetchMany(VIEWS + ";" + FUNCTIONS + ";" + NAMES, val(names));
        List<Found> found = new ArrayList<>(views(layout, results));
        found.addAll(functions(results));
        return found;
    }

    /** Whether there is nothing to be looked at, as a condition that takes little planning: no view and no function at all. */
    static SQL none(SchemaName schema) {
        return DSL.sql(NONE, val(schema.value()));
    }

    private static List<Found> views(TenantLayout layout, Results results) {
        return results.get(0).map(row -> view(layout, row));
    }

    private static Found view(TenantLayout layout, Record row) {
        String schema = row.get("schema", String.class);
        String view = row.get("view", String.class);
        String other = row.get("other", String.class);
        boolean stored = row.get("stored", Boolean.class);
        Kind kind = layout.tenantOf(other).isPresent() ? Kind.VIEW_REACHES_TENANT : Kind.VIEW_REACHES_OUT;
        String problem = (stored ? "Materialized view \"" : "View \"") + schema + "\".\"" + view + "\" reads \"" + other
                + "\".\"" + row.get("relation") + "\" as its owner, past the rights of the tenant's role.";
        String mend = stored
                ? render("drop materialized view {0};", schema, view)
                : render("alter view {0} set (security_invoker = true);", schema, view);
        return new Found(kind, schema, problem, mend);
    }

    private static List<Found> functions(Results results) {
        Map<String, Set<String>> own = namesIn(results.get(2));
        List<Found> found = new ArrayList<>();
        results.get(1).forEach(row -> function(row, own, found));
        return found;
    }

    private static void function(Record row, Map<String, Set<String>> own, List<Found> found) {
        String schema = row.get("schema", String.class);
        String signature = row.get("signature", String.class);
        if (row.get("definer", Boolean.class)) {
            found.add(new Found(
                    Kind.SECURITY_DEFINER,
                    schema,
                    "Function " + signature + " is SECURITY DEFINER: it runs as its owner, who may reach every tenant.",
                    "alter function " + signature + " security invoker;"));
        }
        if (row.get("readable", Boolean.class) && !row.get("pathed", Boolean.class)) {
            Set<String> names = unqualified(row.get("body", String.class), own.getOrDefault(schema, Set.of()));
            names.remove(row.get("name", String.class));
            if (!names.isEmpty()) {
                found.add(new Found(
                        Kind.FUNCTION_WITHOUT_PATH,
                        schema,
                        "Function " + signature + " names " + names
                                + " without a schema and has no search path of its own:"
                                + " it fails when the application calls it.",
                        "alter function " + signature + " set search_path from current; -- with search_path = "
                                + DSL.using(SQLDialect.POSTGRES).render(name(schema))));
            }
        }
    }

    private static Set<String> unqualified(String body, Set<String> own) {
        Set<String> names = new java.util.TreeSet<>();
        Matcher word = WORD.matcher(COMMENTS_AND_LITERALS.matcher(body).replaceAll(" "));
        while (word.find()) {
            if (own.contains(word.group(1))) {
                names.add(word.group(1));
            }
        }
        return names;
    }

    private static Map<String, Set<String>> namesIn(Result<Record> rows) {
        Map<String, Set<String>> names = new HashMap<>();
        rows.forEach(row -> names.computeIfAbsent(row.get(0, String.class), any -> new HashSet<>())
                .add(row.get(1, String.class)));
        return names;
    }

    private static String render(String statement, String schema, String object) {
        return DSL.using(SQLDialect.POSTGRES).render(DSL.sql(statement, name(schema, object)));
    }
}
