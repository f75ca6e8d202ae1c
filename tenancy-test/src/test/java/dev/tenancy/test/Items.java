package dev.tenancy.test;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** What jOOQ would generate for the migration. */
final class Items {

    static final String MIGRATION = """
            create table items (id int primary key, name text not null, owner text);
            create table tags (item_id int not null references items, tag text not null);
            create sequence numbers;
            create function one() returns int language sql as 'select 1';
            """;
    static final TenantSeed SEED = (tenant, dsl) -> {
        dsl.insertInto(Items.ITEMS, Items.ID, Items.NAME, Items.OWNER)
                .values(1, "pen", tenant.value())
                .execute();
        dsl.execute("insert into tags values (1, 'blue')");
    };
    static final Table<Record> ITEMS = table(name("tenant", "items"));
    static final Field<Integer> ID = field(name("id"), Integer.class);
    static final Field<String> NAME = field(name("name"), String.class);
    static final Field<String> OWNER = field(name("owner"), String.class);

    private Items() {}
}
