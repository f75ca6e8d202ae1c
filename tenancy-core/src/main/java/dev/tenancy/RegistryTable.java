package dev.tenancy;

import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record2;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DefaultConfiguration;

/** Reads the table {@code tenants} of the shared schema. */
record RegistryTable(DataSource dataSource, TenantLayout layout) implements TenantRegistry {

    private static final Field<String> ID = field(name("id"), String.class);
    private static final Field<String> STATUS = field(name("status"), String.class);
    private static final Field<String> VERSION = field(name("schema_version"), String.class);
    private static final Condition ACTIVE = STATUS.eq(TenantStatus.ACTIVE.name());

    @Override
    public Optional<TenantStatus> statusOf(TenantId tenant) {
        return find(tenant).map(TenantEntry::status);
    }

    @Override
    public Optional<TenantEntry> find(TenantId tenant) {
        return dsl().select(STATUS, VERSION)
                .from(tenants())
                .where(ID.eq(tenant.value()))
                .fetchOptional(
                        row -> TenantEntry.of(TenantStatus.valueOf(row.value1()), Optional.ofNullable(row.value2())));
    }

    /** Few versions for many tenants: they are counted first, and only tenants outside are read. */
    @Override
    public VersionCheck verifyVersions(String least, String most) {
        VersionRange range = VersionRange.of(least, most);
        List<Record2<String, Integer>> versions = dsl().select(VERSION, count())
                .from(tenants())
                .where(ACTIVE)
                .groupBy(VERSION)
                .fetch();
        List<Optional<String>> outside = versions.stream()
                .map(row -> Optional.ofNullable(row.value1()))
                .filter(range::excludes)
                .toList();
        int tenants = versions.stream().mapToInt(Record2::value2).sum();
        return new VersionCheck(least, most, tenants, outside.isEmpty() ? List.of() : outside(range, outside));
    }

    private List<VersionCheck.Outside> outside(VersionRange range, List<Optional<String>> versions) {
        List<String> some = versions.stream().flatMap(Optional::stream).toList();
        Condition outside = VERSION.in(some);
        return dsl().select(ID, VERSION)
                .from(tenants())
                .where(ACTIVE, versions.contains(Optional.<String>empty()) ? outside.or(VERSION.isNull()) : outside)
                .orderBy(ID)
                .fetch(row -> range.outside(TenantId.of(row.value1()), Optional.ofNullable(row.value2())));
    }

    private Table<Record> tenants() {
        return table(name(layout.sharedSchema(), "tenants"));
    }

    private DSLContext dsl() {
        return new DefaultConfiguration()
                .set(SQLDialect.POSTGRES)
                .set(dataSource)
                .dsl();
    }
}
