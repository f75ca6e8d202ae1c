package dev.tenancy.flyway;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.val;

import dev.tenancy.SchemaName;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.TenantStatus;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Name;
import org.jooq.QueryPart;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * Removes a tenant in transactions of at most {@value #BATCH} tables: dropping takes about nine locks a table, and a
 * transaction that exhausts the server's lock table makes other tenants' transactions fail. Called with the tenant's lock
 * held; each transaction leaves the registry knowing how far it came.
 */
final class Removal {

    static final int BATCH = 100;

    private final TenantLayout layout;
    private final Registry registry;
    private final Roles roles;
    private final Attempts attempts;

    Removal(Parts parts) {
        this.layout = parts.layout();
        this.registry = parts.registry();
        this.roles = parts.roles();
        this.attempts = parts.attempts();
    }

    DeletionReceipt remove(OwnerSession session, TenantId tenant) {
        Entry entry = registry.find(session.dsl(), tenant)
                .orElseThrow(() -> new TenantStateException(tenant, null, "removed", "There is nothing to remove."));
        if (entry.status() == TenantStatus.ACTIVE) {
            throw new TenantStateException(
                    tenant,
                    entry.status(),
                    "removed",
                    "Suspend it first: tenants.suspend(TenantId.of(\"" + tenant + "\")).");
        }
        boolean goneBefore = entry.status() == TenantStatus.DELETED;
        return receipt(session.dsl(), goneBefore ? entry : gone(session, deleting(session, entry)));
    }

    boolean hasFailedScript(OwnerSession session, SchemaName schema, String historyTable) {
        Name history = name(schema.value(), historyTable);
        return session.dsl()
                                .fetchValue(
                                        "select to_regclass({0})",
                                        val(session.dsl().render(history)))
                        != null
                && Boolean.TRUE.equals(
                        session.dsl().fetchValue("select exists (select from {0} where not success)", history));
    }

    private Entry deleting(OwnerSession session, Entry entry) {
        if (entry.status() == TenantStatus.DELETING) {
            return entry;
        }
        return attempts.run(() -> session.dsl().transactionResult(tx -> {
            SchemaName schema = layout.schemaOf(entry.id());
            if (Schemas.exists(tx.dsl(), schema) && roles.exists(tx.dsl(), roles.granteeOf(entry.id()))) {
                new SchemaRights(tx.dsl(), schema, roles.granteeOf(entry.id())).revokeUsage();
            }
            return registry.move(tx.dsl(), entry, TenantStatus.DELETING, Map.of());
        }));
    }

    private Entry gone(OwnerSession session, Entry entry) {
        if (mayDropSchema(entry)) {
            dropSchema(session, entry);
        }
        return attempts.run(() -> session.dsl().transactionResult(tx -> {
            dropRole(tx.dsl(), entry);
            Entry now = registry.find(tx.dsl(), entry.id()).orElse(entry);
            return registry.move(
                    tx.dsl(),
                    now,
                    TenantStatus.DELETED,
                    Map.of(Registry.DELETED_AT, Registry.NOW, Registry.ERROR, Registry.NO_ERROR));
        }));
    }

    /** A schema that was there before, of a tenant that was never served, is not ours to drop. */
    private static boolean mayDropSchema(Entry entry) {
        return entry.madeSchema() || entry.wasActive();
    }

    /** Drops what is in the schema, a batch a transaction, then the schema. */
    void dropSchema(OwnerSession session, Entry entry) {
        SchemaName schema = layout.schemaOf(entry.id());
        if (!Schemas.exists(session.dsl(), schema)) {
            return;
        }
        try {
            boolean more = true;
            while (more) {
                more = attempts.run(() -> session.dsl().transactionResult(tx -> dropBatch(tx.dsl(), entry, schema)));
            }
            attempts.run(() -> session.dsl().transactionResult(tx -> {
                stopAtDependents(tx.dsl(), entry.id(), schema);
                return tx.dsl().execute("drop schema {0} cascade", name(schema.value()));
            }));
        } catch (DataAccessException e) {
            if (Failures.sqlState(e).filter("55P03"::equals).isPresent()) {
                throw new TenantBusyException(entry.id(), Blockers.of(session, entry.id(), schema), e);
            }
            throw e;
        }
    }

    /** False when no table is left. */
    private boolean dropBatch(DSLContext dsl, Entry entry, SchemaName schema) {
        List<Name> tables = freeTables(dsl, schema);
        if (tables.isEmpty()) {
            return unlinkBatch(dsl, schema);
        }
        dsl.execute("lock table {0} in access exclusive mode", list(tables));
        stopAtDependents(dsl, entry.id(), schema);
        Map<String, Long> rows = count(dsl, tables);
        dsl.execute("drop table {0} cascade", list(tables));
        if (entry.wasActive() || entry.status() == TenantStatus.DELETING) {
            note(dsl, entry, rows);
        }
        return true;
    }

    private void note(DSLContext dsl, Entry entry, Map<String, Long> rows) {
        Field<JSONB> counted = field(
                "(select jsonb_object_agg(t, n) from unnest({0}, {1}) as counted (t, n))",
                JSONB.class,
                val(rows.keySet().toArray(String[]::new)),
                val(rows.values().toArray(Long[]::new)));
        Field<JSONB> receipt = field("coalesce({0}, '{}'::jsonb) || {1}", JSONB.class, Registry.RECEIPT, counted);
        registry.note(dsl, entry, Map.of(Registry.RECEIPT, receipt));
    }

    /** Tables that no other table refers to, inherits from, or is a partition of: nothing else is locked with them. */
    private static List<Name> freeTables(DSLContext dsl, SchemaName schema) {
        return dsl.resultQuery("""
                        select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                        where n.nspname = {0} and c.relkind in ('r', 'p')
                          and not exists (select from pg_inherits i where i.inhparent = c.oid)
                          and not exists (select from pg_constraint k
                                          where k.confrelid = c.oid and k.contype = 'f' and k.conrelid <> c.oid
                                            and k.connamespace = n.oid)
                        order by c.relname limit {1}
                        """, val(schema.value()), val(BATCH))
                .fetch(row -> name(schema.value(), row.get(0, String.class)));
    }

    /** Tables that refer to each other in a circle: their foreign keys go first. False when there are none. */
    private static boolean unlinkBatch(DSLContext dsl, SchemaName schema) {
        List<Name[]> links = dsl.resultQuery("""
                        select c.relname, k.conname from pg_constraint k
                          join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
                        where n.nspname = {0} and k.contype = 'f' and k.conparentid = 0
                        order by 1, 2 limit {1}
                        """, val(schema.value()), val(BATCH))
                .fetch(row ->
                        new Name[] {name(schema.value(), row.get(0, String.class)), name(row.get(1, String.class))});
        for (Name[] link : links) {
            dsl.execute("alter table {0} drop constraint {1}", link[0], link[1]);
        }
        return !links.isEmpty();
    }

    private static Map<String, Long> count(DSLContext dsl, List<Name> tables) {
        Map<String, Long> rows = new TreeMap<>();
        for (Name table : tables) {
            rows.put(
                    table.last(),
                    dsl.fetchSingle("select count(*) from {0}", table).get(0, Long.class));
        }
        return rows;
    }

    private static QueryPart list(List<Name> names) {
        return DSL.list(names.toArray(QueryPart[]::new));
    }

    private void stopAtDependents(DSLContext dsl, TenantId tenant, SchemaName schema) {
        List<String> outside = Dependents.outside(dsl, schema);
        if (!outside.isEmpty()) {
            throw new TenantDependentsException(tenant, outside);
        }
    }

    private void dropRole(DSLContext dsl, Entry entry) {
        if (!roles.used() || !roles.exists(dsl, layout.roleOf(entry.id()))) {
            return;
        }
        SchemaName schema = layout.schemaOf(entry.id());
        if (Schemas.exists(dsl, schema)) {
            new SchemaRights(dsl, schema, layout.roleOf(entry.id())).revokeAll();
        }
        List<String> rights = RoleRights.elsewhere(dsl, layout.roleOf(entry.id()));
        if (!rights.isEmpty()) {
            throw new TenantDependentsException(entry.id(), rights);
        }
        if (entry.madeRole() || entry.wasActive()) {
            roles.drop(dsl, entry.id());
        } else {
            roles.release(dsl, entry.id());
        }
    }

    private static DeletionReceipt receipt(DSLContext dsl, Entry entry) {
        Map<String, Long> rows = new TreeMap<>();
        if (entry.receipt() != null) {
            dsl.resultQuery("select key, value::bigint from jsonb_each_text({0})", val(entry.receipt()))
                    .forEach(row -> rows.put(row.get(0, String.class), row.get(1, Long.class)));
        }
        OffsetDateTime deletedAt = entry.deletedAt() == null ? entry.updatedAt() : entry.deletedAt();
        return new DeletionReceipt(entry.id(), deletedAt.toInstant(), rows);
    }
}
