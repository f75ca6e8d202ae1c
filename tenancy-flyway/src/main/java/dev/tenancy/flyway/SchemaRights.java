package dev.tenancy.flyway;

import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.sql;
import static org.jooq.impl.DSL.val;

import dev.tenancy.SchemaName;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.QueryPart;
import org.jooq.SQL;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** What the tenant's role (or with {@code QUALIFIED} the app login) may do in the tenant's schema, and that it may. */
final class SchemaRights {

    private static final String USAGE = "grant usage on schema {0} to {1}";
    private static final String MAY_USE = "has_schema_privilege({1}, {0}, 'usage')";
    private static final String MAY_CREATE = "has_schema_privilege({1}, {0}, 'create')";
    /** From the schema on, since pg_class has no index for it and grows with the tenants. */
    private static final String TABLES_WITHOUT_RIGHTS = """
            select c.relname from pg_depend d join pg_class c on c.oid = d.objid
            where d.refclassid = 'pg_namespace'::regclass and d.refobjid = {0}::regnamespace
              and d.classid = 'pg_class'::regclass and c.relkind in ('r', 'p') and c.relname <> {2}
              and not (has_table_privilege({1}, c.oid, 'select') and has_table_privilege({1}, c.oid, 'insert')
                and has_table_privilege({1}, c.oid, 'update') and has_table_privilege({1}, c.oid, 'delete'))
            order by c.relname
            """;

    private final DSLContext dsl;
    private final SchemaName schema;
    private final String grantee;

    SchemaRights(DSLContext dsl, SchemaName schema, String grantee) {
        this.dsl = dsl;
        this.schema = schema;
        this.grantee = grantee;
    }

    /** All of it, on what is there and on what will be; repeatable. */
    void grant() {
        granting().forEach(dsl::execute);
        run("grant select, insert, update, delete on all tables in schema {0} to {1}");
        run("grant usage, select on all sequences in schema {0} to {1}");
    }

    /** All of it in a schema that is empty. */
    List<SQL> granting() {
        return List.of(
                statement(USAGE),
                statement(
                        "alter default privileges in schema {0} grant select, insert, update, delete on tables to {1}"),
                statement("alter default privileges in schema {0} grant usage, select on sequences to {1}"));
    }

    /** Whether there are both a schema and somebody to have rights on it. */
    boolean isThere() {
        return Boolean.TRUE.equals(dsl.fetchValue(
                "select exists (select from pg_namespace where nspname = {0}) and exists (select from pg_roles where rolname = {1})",
                val(schema.value()), val(grantee)));
    }

    void grantUsage() {
        run(USAGE);
    }

    /** Stops even open transactions and prepared statements at their next statement. */
    void revokeUsage() {
        run("revoke usage on schema {0} from {1}");
    }

    /** What was run is the owner's to say. */
    void revokeHistory(String historyTable) {
        Name table = name(schema.value(), historyTable);
        if (dsl.fetchValue("select to_regclass({0})", val(dsl.render(table))) != null) {
            dsl.execute(revokingHistory(historyTable));
        }
    }

    SQL revokingHistory(String historyTable) {
        return sql("revoke all on {0} from {1}", name(schema.value(), historyTable), name(grantee));
    }

    void revokeAll() {
        run("alter default privileges in schema {0} revoke all on tables from {1}");
        run("alter default privileges in schema {0} revoke all on sequences from {1}");
        run("revoke all on all tables in schema {0} from {1}");
        run("revoke all on all sequences in schema {0} from {1}");
        run("revoke all on schema {0} from {1}");
    }

    /** What is not as {@link #grant()} leaves it, a sentence each, with its mend. */
    List<Wrong> wrong(String historyTable) {
        List<Wrong> wrong = new ArrayList<>();
        if (!holds(MAY_USE)) {
            wrong.add(wrong("role \"" + grantee + "\" may not use the schema", "grant usage on schema {0} to {1}"));
        }
        if (holds(MAY_CREATE)) {
            wrong.add(
                    wrong("role \"" + grantee + "\" may create in the schema", "revoke create on schema {0} from {1}"));
        }
        for (String table :
                dsl.resultQuery("{0}", tablesWithoutRights(historyTable)).fetchInto(String.class)) {
            wrong.add(new Wrong(
                    "role \"" + grantee + "\" lacks rights on table \"" + table + "\"",
                    render("grant select, insert, update, delete on {0} to {1};", name(schema.value(), table))));
        }
        return wrong;
    }

    /** Whether nothing is wrong, as a condition. */
    SQL hold(String historyTable) {
        return sql(
                "{0} and not {1} and not exists ({2})",
                condition(MAY_USE), condition(MAY_CREATE), tablesWithoutRights(historyTable));
    }

    private SQL tablesWithoutRights(String historyTable) {
        return sql(TABLES_WITHOUT_RIGHTS, val(quoted()), val(grantee), val(historyTable));
    }

    private boolean holds(String condition) {
        return Boolean.TRUE.equals(dsl.fetchValue("select {0}", condition(condition)));
    }

    private SQL condition(String condition) {
        return sql(condition, val(schema.value()), val(grantee));
    }

    private Wrong wrong(String problem, String mend) {
        return new Wrong(problem, render(mend + ";", name(schema.value())));
    }

    private String render(String statement, QueryPart object) {
        return DSL.using(SQLDialect.POSTGRES).render(DSL.sql(statement, object, name(grantee)));
    }

    private String quoted() {
        return dsl.render(name(schema.value()));
    }

    private void run(String statement) {
        dsl.execute(statement(statement));
    }

    private SQL statement(String statement) {
        return sql(statement, name(schema.value()), name(grantee));
    }

    /** One right that is not as it should be. */
    record Wrong(String problem, String mend) {}
}
