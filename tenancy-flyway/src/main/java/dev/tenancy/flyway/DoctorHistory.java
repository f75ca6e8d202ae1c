package dev.tenancy.flyway;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.flyway.Diagnosis.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.flywaydb.core.api.FlywayException;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;

/** Who is behind the scripts, ahead of them, or at odds with them: one query for each 200 histories. */
final class DoctorHistory {

    private static final int HISTORIES_A_QUERY = 200;

    private final Doctor doctor;
    private final DSLContext dsl;
    private final TenantLayout layout;
    private final FlywayRun flyway;
    private final OwnerSession session;

    DoctorHistory(Doctor doctor, Parts parts, OwnerSession session) {
        this.doctor = doctor;
        this.dsl = doctor.dsl();
        this.layout = parts.layout();
        this.flyway = parts.flyway();
        this.session = session;
    }

    void look() {
        Set<String> withHistory =
                new TreeSet<>(dsl.resultQuery("""
                        select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                        where n.nspname = any ({0}) and c.relname = {1} and c.relkind in ('r', 'p')
                        """, val(doctor.livingSchemas()), val(flyway.historyTable()))
                        .fetchInto(String.class));
        List<TenantId> tenants = new ArrayList<>();
        for (TenantId tenant : doctor.living().keySet()) {
            if (withHistory.contains(layout.schemaOf(tenant).value())) {
                tenants.add(tenant);
            } else {
                doctor.add(
                        Kind.HISTORY,
                        tenant,
                        "Schema \"" + layout.schemaOf(tenant) + "\" has no history table \"" + flyway.historyTable()
                                + "\".",
                        "Restore the table from a backup, or run Flyway's baseline on the schema.");
            }
        }
        if (!tenants.isEmpty()) {
            compare(tenants);
        }
    }

    private void compare(List<TenantId> tenants) {
        Scripts scripts;
        try {
            scripts = flyway.scripts(session);
        } catch (FlywayException | TenantsConfigurationException e) {
            doctor.add(
                    Kind.HISTORY,
                    null,
                    "The scripts cannot be read: " + Failures.text(e),
                    "Mend that, then ask again.");
            return;
        }
        for (int from = 0; from < tenants.size(); from += HISTORIES_A_QUERY) {
            List<TenantId> some = tenants.subList(from, Math.min(tenants.size(), from + HISTORIES_A_QUERY));
            Map<TenantId, List<Record>> histories = histories(some);
            some.forEach(tenant -> compare(tenant, scripts, histories.getOrDefault(tenant, List.of())));
        }
    }

    private Map<TenantId, List<Record>> histories(List<TenantId> tenants) {
        Select<? extends Record> all = tenants.stream()
                .<Select<? extends Record>>map(tenant -> DSL.select(
                                inline(tenant.value()).as("tenant"),
                                field(name("installed_rank"), Integer.class),
                                field(name("version"), String.class),
                                field(name("description"), String.class),
                                field(name("type"), String.class),
                                field(name("script"), String.class),
                                field(name("checksum"), Integer.class),
                                field(name("success"), Boolean.class))
                        .from(table(name(layout.schemaOf(tenant).value(), flyway.historyTable()))))
                .reduce(DoctorHistory::unionAll)
                .orElseThrow();
        return dsl.fetch(all).stream()
                .<Record>map(row -> row)
                .sorted(java.util.Comparator.comparing(row -> row.get("installed_rank", Integer.class)))
                .collect(Collectors.groupingBy(
                        row -> TenantId.of(row.get("tenant", String.class)), TreeMap::new, Collectors.toList()));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the rows of all histories are of one type
    private static Select<? extends Record> unionAll(Select<? extends Record> first, Select<? extends Record> second) {
        return ((Select) first).unionAll((Select) second);
    }

    private void compare(TenantId tenant, Scripts scripts, List<Record> history) {
        Scripts.Standing standing = scripts.compare(history);
        String migrate = "tenants.migrate(TenantId.of(\"" + tenant + "\"))";
        if (!standing.failed().isEmpty()) {
            doctor.add(
                    Kind.HISTORY,
                    tenant,
                    "Tenant '" + tenant + "' has scripts that are recorded as failed: " + standing.failed() + ".",
                    "Undo by hand what is left of them, then "
                            + Doctor.render(
                                    "delete from {0} where not success;",
                                    name(layout.schemaOf(tenant).value(), flyway.historyTable())));
        }
        if (!standing.changed().isEmpty()) {
            doctor.add(
                    Kind.HISTORY,
                    tenant,
                    "Tenant '" + tenant + "' ran scripts that were changed or removed since: " + standing.changed()
                            + ".",
                    "Put them back as they were, and write what is new into a new script.");
        }
        if (!standing.unknown().isEmpty()) {
            doctor.add(
                    Kind.AHEAD,
                    tenant,
                    "Tenant '" + tenant + "' is ahead of the scripts: it has version " + standing.unknown() + ".",
                    "Use the build that has these scripts.");
        }
        if (!standing.pending().isEmpty()) {
            doctor.add(
                    Kind.BEHIND,
                    tenant,
                    "Tenant '" + tenant + "' is behind: pending " + standing.pending() + ".",
                    migrate);
        }
    }
}
