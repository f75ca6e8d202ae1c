package dev.tenancy.test;

import dev.tenancy.TenantId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jooq.Field;
import org.jooq.Record;

/** What was seen while code ran in one tenant, by any thread. */
final class Observation {

    private final TenantId tenant;
    private final ForeignObjects foreign;
    private final String ownerColumn;
    private final Set<String> findings = new LinkedHashSet<>();
    private int statements;

    Observation(TenantId tenant, ForeignObjects foreign, String ownerColumn) {
        this.tenant = tenant;
        this.foreign = foreign;
        this.ownerColumn = ownerColumn;
    }

    synchronized List<String> findings() {
        return new ArrayList<>(findings);
    }

    synchronized int statements() {
        return statements;
    }

    synchronized void unitOfWork(TenantId in) {
        if (!in.equals(tenant)) {
            findings.add("A unit of work ran in tenant '" + in + "'.");
        }
    }

    synchronized void statement(String sql) {
        statements++;
        for (QualifiedName name : QualifiedNames.in(sql)) {
            String owner = foreign.owners().get(name);
            if (owner != null) {
                findings.add("A statement names " + name + " of " + owner + ": " + Excerpt.of(sql));
            }
        }
    }

    synchronized void row(Record row) {
        for (Field<?> field : row.fields()) {
            Object value = row.get(field);
            if (value instanceof Record nested) {
                row(nested);
            } else if (value instanceof Iterable<?> many) {
                many.forEach(one -> {
                    if (one instanceof Record nested) {
                        row(nested);
                    }
                });
            } else if (value != null
                    && field.getName().equals(ownerColumn)
                    && !value.toString().equals(tenant.value())) {
                findings.add("A row came back whose " + ownerColumn + " is '" + value + "': "
                        + Excerpt.of(row.intoMap().toString()));
            }
        }
    }
}
