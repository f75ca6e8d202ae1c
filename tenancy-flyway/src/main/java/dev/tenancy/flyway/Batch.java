package dev.tenancy.flyway;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;

import dev.tenancy.SchemaName;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
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
    String of(TenantId tenant, Configuration configuration, List<Script> scripts, Mark seen, @Nullable String version) {
        SchemaName schema = layout.schemaOf(tenant);
        return begin(schema)
                + scripts(schema, configuration, scripts, seen)
                + check(schema)
                + RENDERER.renderInlined(registry.version(tenant, version)) + ";\n";
    }

    /**
     * The first of a schema that has no history; without the transaction's BEGIN and COMMIT, and the registry's part.
     *
     * @param close whether it ends with {@link BatchSql#CHECK}, and not with {@link BatchSql#GUARD_OF_NEW}
     */
    String first(SchemaName schema, Configuration configuration, List<Script> scripts, boolean close) {
        String all = history(schema) + scripts(schema, configuration, scripts, Mark.NONE);
        return close
                ? begin(schema) + all + check(schema)
                : counted(schema) + all + render(BatchSql.GUARD_OF_NEW, inline(schema.value()), inline(mayReachOut))
                        + ";\n";
    }

    /** Scripts and their history, where the history is as it was seen. */
    String scripts(SchemaName schema, Configuration configuration, List<Script> scripts, Mark seen) {
        StringBuilder sql = new StringBuilder();
        int rank = seen.lastRank();
        for (Script script : scripts) {
            boolean first = rank == seen.lastRank();
            sql.append(first ? "" : BatchSql.BETWEEN_SCRIPTS);
            script.statements(schema.value())
                    .forEach(statement -> sql.append(statement).append(";\n"));
            sql.append(BatchSql.AFTER_SCRIPT);
            sql.append(
                    row(first ? BatchSql.FIRST_ROW : BatchSql.NEXT_ROW, ++rank, script, schema, configuration, seen));
        }
        return sql.toString();
    }

    boolean mayReachOut() {
        return mayReachOut;
    }

    /** The name of Flyway's history table. */
    String historyTable() {
        return historyTable;
    }

    private String begin(SchemaName schema) {
        return counted(schema) + beforeCheck(schema);
    }

    private static String counted(SchemaName schema) {
        return render(BatchSql.BEGIN, inline(quoted(schema)));
    }

    /** Before the scripts, of {@link BatchSql#CHECK}. */
    String beforeCheck(SchemaName schema) {
        return render(BatchSql.BEFORE_CHECK, inline(quoted(schema)), inline(mayReachOut));
    }

    private String check(SchemaName schema) {
        return BatchSql.DROPPED + render(BatchSql.CHECK, inline(schema.value()), inline(mayReachOut)) + ";\n";
    }

    static String quoted(SchemaName schema) {
        return RENDERER.render(name(schema.value()));
    }

    /** An empty history, as Flyway makes one. */
    private String history(SchemaName schema) {
        return render(
                BatchSql.HISTORY,
                name(schema.value(), historyTable),
                name(historyTable + "_pk"),
                name(historyTable + "_s_idx"));
    }

    private String row(
            String template, int rank, Script script, SchemaName schema, Configuration configuration, Mark seen) {
        Field<String> by = configuration.getInstalledBy() == null
                ? DSL.field("current_user", String.class)
                : inline(configuration.getInstalledBy());
        return render(
                template,
                name(schema.value(), historyTable),
                inline(rank),
                inline(script.version(), SQLDataType.VARCHAR),
                inline(script.description()),
                inline(script.name()),
                inline(script.checksum(configuration, schema.value())),
                by,
                inline(seen.rows()));
    }

    private static String render(String template, QueryPart... parts) {
        return RENDERER.render(DSL.sql(template, parts));
    }
}
