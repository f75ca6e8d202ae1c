package dev.tenancy.test;

import static org.jooq.impl.DSL.name;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jooq.DSLContext;
import org.jooq.Name;

/**
 * Everything that tables and sequences hold. A row is its text and the transaction that wrote it, so that an update to
 * the same values is seen as well.
 *
 * @param rows of each table, sorted; a sequence has one
 * @param sequences which of them are sequences
 */
record Fingerprint(Map<QualifiedName, List<String>> rows, Set<QualifiedName> sequences) {

    private static final Name ROW = name("the row itself"); // no column is called so

    static Fingerprint of(DSLContext dsl, Predicate<QualifiedName> wanted) {
        Map<QualifiedName, List<String>> rows = new TreeMap<>();
        Set<QualifiedName> sequences = new TreeSet<>();
        dsl.fetch("select nspname, relname, relkind::text from pg_class join pg_namespace n on n.oid = relnamespace"
                        + " where relkind in ('r', 'm', 'S')")
                .forEach(relation -> {
                    QualifiedName table =
                            new QualifiedName(relation.get(0, String.class), relation.get(1, String.class));
                    boolean sequence = relation.get(2, String.class).equals("S");
                    if (wanted.test(table)) {
                        rows.put(table, rows(dsl, name(table.schema(), table.name()), sequence));
                    }
                    if (sequence) {
                        sequences.add(table);
                    }
                });
        return new Fingerprint(rows, sequences);
    }

    boolean hasRows(String schema) {
        return rows.entrySet().stream()
                .anyMatch(table -> table.getKey().schema().equals(schema)
                        && !sequences.contains(table.getKey())
                        && !table.getValue().isEmpty());
    }

    /** What is different later, a sentence a table. */
    List<String> changes(Fingerprint later) {
        Set<QualifiedName> tables = new TreeSet<>();
        tables.addAll(rows.keySet());
        tables.addAll(later.rows.keySet());
        List<String> changes = new ArrayList<>();
        for (QualifiedName table : tables) {
            List<String> gone = minus(rows.getOrDefault(table, List.of()), later.rows.getOrDefault(table, List.of()));
            List<String> came = minus(later.rows.getOrDefault(table, List.of()), rows.getOrDefault(table, List.of()));
            if (!gone.isEmpty() || !came.isEmpty() || rows.containsKey(table) != later.rows.containsKey(table)) {
                changes.add(table + " was changed. Before: " + Excerpt.of(gone) + ". After: " + Excerpt.of(came));
            }
        }
        return changes;
    }

    private static List<String> rows(DSLContext dsl, Name table, boolean sequence) {
        String sql = sequence
                ? "select last_value || ', ' || is_called from {1}"
                : "select {0}::text || ' (written by transaction ' || {0}.xmin || ')' from {1} as {0} order by 1";
        return dsl.resultQuery(sql, ROW, table).fetch(row -> row.get(0, String.class));
    }

    private static List<String> minus(List<String> some, List<String> others) {
        List<String> rest = new ArrayList<>(some);
        others.forEach(rest::remove);
        return rest;
    }
}
