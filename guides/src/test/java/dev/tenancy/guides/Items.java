package dev.tenancy.guides;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** What jOOQ would generate for the schema {@code tenant}. */
final class Items {

    static final Table<Record> ITEMS = table(name("tenant", "items"));
    static final Field<String> NAME = field(name("name"), String.class);

    private Items() {}
}
