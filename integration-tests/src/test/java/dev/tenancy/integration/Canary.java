package dev.tenancy.integration;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.conf.MappedSchema;

/** Sees every row that jOOQ reads in a tenant, and remembers those with a foreign owner. */
final class Canary implements ExecuteListener {

    private static final long serialVersionUID = 1;

    /** Where a name without its schema, or with the wrong one, would lead. */
    static final String DECOY = """
            create table items (id bigint, owner text, name text, sku text, status text, tags text[], attributes jsonb,
                                price_cents bigint, country text, created_at timestamptz);
            insert into items (id, owner, name) values (1, 'LEAK', 'LEAK'), (2, 'LEAK', 'LEAK');
            """;

    private final transient Queue<String> foreign = new ConcurrentLinkedQueue<>();
    private final transient AtomicLong seen = new AtomicLong();

    @Override
    public void recordEnd(ExecuteContext ctx) {
        Record record = ctx.record();
        Field<?> owner = record == null ? null : record.field("owner");
        if (owner != null && record.get(owner) != null) {
            seen.incrementAndGet();
            if (!schema(ctx).equals("tenant_" + record.get(owner))) {
                foreign.add("in " + schema(ctx) + ": " + record);
            }
        }
    }

    private static String schema(ExecuteContext ctx) {
        return ctx.settings().getRenderMapping().getSchemata().stream()
                .filter(mapped -> mapped.getInput().equals("tenant"))
                .map(MappedSchema::getOutput)
                .findFirst()
                .orElse("no tenant");
    }

    /** Rows that had an owner, whoever it was. */
    long seen() {
        return seen.get();
    }

    List<String> foreign() {
        return List.copyOf(foreign);
    }

    void forget() {
        foreign.clear();
        seen.set(0);
    }
}
