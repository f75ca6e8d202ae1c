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
        SchemaName schema = layout.schemaOf(tenant);
        StringBuilder sql = new StringBuilder();
        sql.append(render(BatchSql.BEGIN, inline(RENDERER.render(name(schema.value())))));
        for (Iterator<Script> rest = scripts.iterator(); rest.hasNext(); ) {
            Script script = rest.next();
            script.statements(schema.value())
                    .forEach(statement -> sql.append(statement).append(";\n"));
            sql.append(row(script, schema, configuration));
            sql.append(rest.hasNext() ? BatchSql.BETWEEN_SCRIPTS : "");
        }
        sql.append(render(BatchSql.CHECK, inline(schema.value()), inline(mayReachOut)));
        return sql.append(RENDERER.renderInlined(registry.version(tenant, version)))
                .append(";\n")
                .toString();
    }

    /** An empty history, as Flyway makes one. */
    String history(TenantId tenant) {
        return render(
                BatchSql.HISTORY,
                name(layout.schemaOf(tenant).value(), historyTable),
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
