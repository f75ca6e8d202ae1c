package dev.tenancy.integration;

import static dev.tenancy.generated.tenant.Tables.ITEMS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import dev.tenancy.TransactionAbortedException;
import dev.tenancy.generated.tenant.tables.records.ItemsRecord;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;

/** What each tenant's prices must add up to, and the moves that change them. */
final class Ledger {

    /** Kinds of units of work, and their ends. */
    enum Move {
        INSERT,
        INSERT_SINGLY,
        INSERT_BATCH,
        INSERT_BATCH_SINGLY,
        INSERT_NESTED,
        NESTED_UNDONE,
        READ_STREAM,
        READ_SINGLY,
        READ_RAW,
        FAIL,
        FAIL_IN_SQL,
        FAIL_SWALLOWED,
        FAIL_SINGLY
    }

    private final Map<TenantId, AtomicLong> sums = new ConcurrentHashMap<>();

    Ledger(List<TenantId> tenants) {
        tenants.forEach(tenant -> sums.put(tenant, new AtomicLong()));
    }

    long sum(TenantId tenant) {
        return sums.get(tenant).get();
    }

    void run(Tenancy tenancy, TenantId tenant, Move move, int amount) {
        DSLContext singly = tenancy.dsl(tenant);
        switch (move) {
            case INSERT -> {
                tenancy.useTransaction(tenant, dsl -> item(dsl, tenant, amount).store());
                add(tenant, amount);
            }
            case INSERT_SINGLY -> {
                item(singly, tenant, amount).store();
                add(tenant, amount);
            }
            case INSERT_BATCH -> {
                tenancy.useTransaction(tenant, dsl -> batch(dsl, tenant, amount));
                add(tenant, 2L * amount);
            }
            case INSERT_BATCH_SINGLY -> {
                batch(singly, tenant, amount);
                add(tenant, 2L * amount);
            }
            case INSERT_NESTED -> {
                tenancy.useTransaction(
                        tenant,
                        dsl -> dsl.transaction(
                                tx -> item(tx.dsl(), tenant, amount).store()));
                add(tenant, amount);
            }
            case NESTED_UNDONE -> {
                tenancy.useTransaction(tenant, dsl -> {
                    assertThatThrownBy(() -> dsl.transaction(tx -> {
                                item(tx.dsl(), tenant, amount).store();
                                throw new IllegalStateException("undone");
                            }))
                            .hasMessage("undone");
                    item(dsl, tenant, 1).store();
                });
                add(tenant, 1);
            }
            case READ_STREAM ->
                tenancy.useTransaction(tenant, dsl -> {
                    try (Stream<ItemsRecord> items =
                            dsl.selectFrom(ITEMS).fetchSize(3).fetchStream()) {
                        assertThat(items.limit(amount).map(ItemsRecord::getOwner))
                                .allMatch(tenant.value()::equals);
                    }
                });
            case READ_SINGLY ->
                assertThat(singly.selectFrom(ITEMS).limit(amount).fetch(ITEMS.OWNER))
                        .allMatch(tenant.value()::equals);
            case READ_RAW ->
                assertThat(singly.<String>connectionResult(connection -> {
                            try (var statement = connection.createStatement();
                                    var rows = statement.executeQuery(singly.renderInlined(org.jooq
                                            .impl
                                            .DSL
                                            .select(ITEMS.OWNER)
                                            .from(ITEMS)
                                            .limit(1)))) {
                                return rows.next() ? rows.getString(1) : tenant.value();
                            }
                        }))
                        .hasToString(tenant.value());
            case FAIL ->
                assertThatThrownBy(() -> tenancy.useTransaction(tenant, dsl -> {
                            item(dsl, tenant, amount).store();
                            throw new IllegalStateException("undone");
                        }))
                        .hasMessage("undone");
            case FAIL_IN_SQL ->
                assertThatThrownBy(() -> tenancy.useTransaction(tenant, dsl -> {
                            item(dsl, tenant, amount).store();
                            dsl.execute("select 1 / 0");
                        }))
                        .isInstanceOf(DataAccessException.class);
            case FAIL_SWALLOWED ->
                assertThatThrownBy(() -> tenancy.useTransaction(tenant, dsl -> {
                            item(dsl, tenant, amount).store();
                            assertThatThrownBy(() -> dsl.execute("select 1 / 0"))
                                    .isInstanceOf(DataAccessException.class);
                        }))
                        .isInstanceOf(TransactionAbortedException.class);
            case FAIL_SINGLY ->
                assertThatThrownBy(
                                () -> singly.batch("select 1", "select 1 / 0").execute())
                        .isInstanceOf(DataAccessException.class);
        }
    }

    private void add(TenantId tenant, long amount) {
        sums.get(tenant).addAndGet(amount);
    }

    private static void batch(DSLContext dsl, TenantId tenant, int amount) {
        dsl.batchInsert(item(dsl, tenant, amount), item(dsl, tenant, amount)).execute();
    }

    private static ItemsRecord item(DSLContext dsl, TenantId tenant, int amount) {
        ItemsRecord item = dsl.newRecord(ITEMS);
        item.setOwner(tenant.value());
        item.setName("n");
        item.setPriceCents((long) amount);
        return item;
    }
}
