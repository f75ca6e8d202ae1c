package dev.tenancy.integration;

import static dev.tenancy.generated.tenant.Tables.ITEMS;

import dev.tenancy.TenantId;
import dev.tenancy.VoidWork;
import dev.tenancy.Work;
import dev.tenancy.generated.tenant.tables.records.ItemsRecord;
import org.jooq.DSLContext;

/** What each part of the contract starts from. */
interface ContractPart {

    TenantDatabase database();

    default <T, X extends Exception> T in(Door door, TenantId tenant, Work<T, X> work) throws X {
        return door.in(database().tenancy(), tenant, work);
    }

    default <X extends Exception> void use(Door door, TenantId tenant, VoidWork<X> work) throws X {
        in(door, tenant, dsl -> {
            work.run(dsl);
            return true;
        });
    }

    /** An item of acme that is not stored yet. */
    static ItemsRecord item(DSLContext dsl, String name) {
        ItemsRecord item = dsl.newRecord(ITEMS);
        item.setOwner("acme");
        item.setName(name);
        return item;
    }
}
