package dev.tenancy.flyway;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;

import dev.tenancy.SchemaName;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import java.util.Iterator;
import java.util.List;
import org.flywaydb.core.api.configuration.Configuration;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.QueryPart;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** Writes what one tenant's batch says: scripts, history, check and registry, to be sent in one message. */
final class Batch {

    private static final DSLContext RENDERER = DSL.using(SQLDialect.POSTGRES);

    private final TenantLayout layout;
    private final Registry registry;
    private final String historyTable;
    private final boolean mayReachOut;

    Batch(TenantLayout layout, Registry registry, String historyTable, boolean mayReachOut) {
        this.layout = layout;
        this.registry = registry;
        this.historyTable = historyTable;
        this.mayReachOut = mayReachOut;
    }

    /** All but the transaction's own BEGIN and COMMIT; afterwards the tenant is at this version. */
    String of(TenantId tenant, Configuration configuration, List<Script> scripts, @Nullable String version) {
        return scripts(layout.schemaOf(tenant), configuration, scripts, "")
                + RENDERER.renderInlined(registry.version(tenant, version)) + ";\n";
    }

    /** The first of a schema that has no history; without the transaction's BEGIN and COMMIT, and the registry's part. */
    String first(SchemaName schema, Configuration configuration, List<Script> scripts) {
        return scripts(schema, configuration, scripts, history(schema));
    }

    /** The name of Flyway's history table. */
    String historyTable() {
        return historyTable;
    }

    private String scripts(SchemaName schema, Configuration configuration, List<Script> scripts, String before) {
        StringBuilder sql = new StringBuilder();
        String quoted = RENDERER.render(name(schema.value()));
        sql.append(render(BatchSql.BEGIN, inline(quoted), inline(quoted), inline(mayReachOut)));
        sql.append(before);
        for (Iterator<Script> rest = scripts.iterator(); rest.hasNext(); ) {
            Script script = rest.next();
            script.statements(schema.value())
                    .forEach(statement -> sql.append(statement).append(";\n"));
            sql.append(BatchSql.AFTER_SCRIPT);
            sql.append(row(script, schema, configuration));
            sql.append(rest.hasNext() ? BatchSql.BETWEEN_SCRIPTS : "");
        }
        return sql.append(render(BatchSql.CHECK, inline(schema.value()), inline(mayReachOut)))
                .toString();
    }

    /** An empty history, as Flyway makes one. */
    private String history(SchemaName schema) {
        return render(
                BatchSql.HISTORY,
                name(schema.value(), historyTable),
                name(historyTable + "_pk"),
                name(historyTable + "_s_idx"));
    }

    private String row(Script script, SchemaName schema, Configuration configuration) {
        Field<String> by = configuration.getInstalledBy() == null
                ? DSL.field("current_user", String.class)
                : inline(configuration.getInstalledBy());
        return render(
                BatchSql.HISTORY_ROW,
                name(schema.value(), historyTable),
                inline(script.version(), SQLDataType.VARCHAR),
                inline(script.description()),
                inline(script.name()),
                inline(script.checksum(configuration, schema.value())),
                by);
    }

    private static String render(String template, QueryPart... parts) {
        return RENDERER.render(DSL.sql(template, parts));
    }
}
