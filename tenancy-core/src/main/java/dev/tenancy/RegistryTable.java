package dev.tenancy;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.impl.DefaultConfiguration;

/** Reads one tenant's status from the table {@code tenants} of the shared schema. */
record RegistryTable(DataSource dataSource, TenantLayout layout) implements TenantRegistry {

    private static final Field<String> ID = field(name("id"), String.class);
    private static final Field<String> STATUS = field(name("status"), String.class);

    @Override
    public Optional<TenantStatus> statusOf(TenantId tenant) {
        return new DefaultConfiguration()
                .set(SQLDialect.POSTGRES)
                .set(dataSource)
                .dsl()
                .select(STATUS)
                .from(table(name(layout.sharedSchema(), "tenants")))
                .where(ID.eq(tenant.value()))
                .fetchOptional(STATUS)
                .map(TenantStatus::valueOf);
    }
}
