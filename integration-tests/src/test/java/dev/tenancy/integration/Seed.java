package dev.tenancy.integration;

import static dev.tenancy.generated.tenant.Tables.ITEMS;
import static dev.tenancy.generated.tenant.Tables.ORDERS;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.sequence;

import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.generated.tenant.enums.ItemStatus;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.conf.MappedSchema;
import org.jooq.conf.RenderMapping;
import org.jooq.conf.Settings;

/** Two items a tenant: the same keys everywhere, so that the wrong tenant's row is always there to be hit. */
final class Seed {

    private Seed() {}

    static void fresh(DSLContext superuser, TenantLayout layout, List<TenantId> tenants) {
        for (TenantId tenant : tenants) {
            String schema = layout.schemaOf(tenant).value();
            DSLContext dsl =
                    superuser.configuration().derive(mapped(schema, layout)).dsl();
            dsl.transaction(tx -> {
                tx.dsl().deleteFrom(ORDERS).execute();
                tx.dsl().deleteFrom(ITEMS).execute(); // and item_sizes with it
                tx.dsl()
                        .alterSequence(sequence(name(schema, "order_numbers")))
                        .restart()
                        .execute();
                tx.dsl()
                        .alterSequence(sequence(name(schema, "items_id_seq")))
                        .restart()
                        .execute();
                tx.dsl()
                        .insertInto(ITEMS, ITEMS.OWNER, ITEMS.NAME, ITEMS.STATUS, ITEMS.PRICE_CENTS, ITEMS.COUNTRY)
                        .values(tenant.value(), tenant + " pen", ItemStatus.active, 100L, "NZ")
                        .values(tenant.value(), tenant + " ink", ItemStatus.draft, 250L, "TR")
                        .execute();
            });
        }
    }

    private static Settings mapped(String schema, TenantLayout layout) {
        return new Settings()
                .withExecuteLogging(false)
                .withRenderMapping(new RenderMapping()
                        .withSchemata(new MappedSchema()
                                .withInput(layout.templateSchema())
                                .withOutput(schema)));
    }
}
