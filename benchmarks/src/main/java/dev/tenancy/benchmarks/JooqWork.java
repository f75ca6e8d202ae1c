package dev.tenancy.benchmarks;

import static dev.tenancy.benchmarks.generated.tenant.Tables.ITEMS;

import org.jooq.DSLContext;

/** The units of work, for whoever has a context of jOOQ. */
final class JooqWork {

    static final long ITEM = 3;

    private JooqWork() {}

    static String read(DSLContext dsl) {
        return dsl.selectFrom(ITEMS).where(ITEMS.ID.eq(ITEM)).fetchSingle().getName();
    }

    static String fourStatements(DSLContext dsl) {
        String name = read(dsl);
        Long other = dsl.insertInto(ITEMS)
                .set(ITEMS.NAME, "clip")
                .set(ITEMS.QUANTITY, 1)
                .returning(ITEMS.ID)
                .fetchSingle()
                .getId();
        dsl.update(ITEMS)
                .set(ITEMS.QUANTITY, ITEMS.QUANTITY.plus(1))
                .where(ITEMS.ID.eq(ITEM))
                .execute();
        dsl.deleteFrom(ITEMS).where(ITEMS.ID.eq(other)).execute();
        return name;
    }
}
