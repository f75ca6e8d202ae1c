package dev.tenancy.flyway;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.replace;
import static org.jooq.impl.DSL.val;

import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.TenantStatus;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Name;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** The table {@code tenants}. Every change of status is a compare-and-set that names the status and the epoch it saw. */
final class Registry {

    static final Field<String> STATUS = field(name("status"), String.class);
    static final Field<String> STEP = field(name("step"), String.class);
    static final Field<String> ERROR = field(name("error"), String.class);
    static final Field<String> VERSION = field(name("schema_version"), String.class);
    static final Field<Boolean> MADE_SCHEMA = field(name("made_schema"), Boolean.class);
    static final Field<Boolean> MADE_ROLE = field(name("made_role"), Boolean.class);
    static final Field<Boolean> ADOPTED = field(name("adopted"), Boolean.class);
    static final Field<OffsetDateTime> ACTIVATED_AT = field(name("activated_at"), OffsetDateTime.class);
    static final Field<OffsetDateTime> DELETED_AT = field(name("deleted_at"), OffsetDateTime.class);
    static final Field<JSONB> RECEIPT = field(name("receipt"), JSONB.class);
    static final Field<OffsetDateTime> NOW = field("clock_timestamp()", OffsetDateTime.class);

    static final Field<String> NO_ERROR = DSL.castNull(SQLDataType.CLOB);

    private static final Field<String> ID = field(name("id"), String.class);
    private static final Field<Long> EPOCH = field(name("epoch"), Long.class);
    private static final Field<OffsetDateTime> UPDATED_AT = field(name("updated_at"), OffsetDateTime.class);

    private static final List<Field<?>> COLUMNS = List.of(
            ID,
            STATUS,
            EPOCH,
            STEP,
            ERROR,
            VERSION,
            MADE_SCHEMA,
            MADE_ROLE,
            ADOPTED,
            field(name("created_at"), OffsetDateTime.class),
            UPDATED_AT,
            ACTIVATED_AT,
            DELETED_AT,
            RECEIPT);

    private final Name qualifiedName;
    private final Table<Record> table;

    Registry(TenantLayout layout) {
        this.qualifiedName = name(layout.sharedSchema(), "tenants");
        this.table = DSL.table(qualifiedName);
    }

    Name qualifiedName() {
        return qualifiedName;
    }

    boolean exists(DSLContext dsl) {
        return dsl.fetchValue("select to_regclass({0})", val(dsl.render(qualifiedName))) != null;
    }

    Optional<Entry> find(DSLContext dsl, TenantId tenant) {
        return dsl.fetchOptional(entry(tenant)).map(Entry::of);
    }

    /** To be sent in one message with others. */
    Select<?> entry(TenantId tenant) {
        return DSL.selectFrom(table).where(ID.eq(tenant.value()));
    }

    Optional<Entry> lock(DSLContext dsl, TenantId tenant) {
        return dsl.selectFrom(table).where(ID.eq(tenant.value())).forUpdate().fetchOptional(Entry::of);
    }

    /** In the order of the ids, after one of them. */
    List<Entry> page(DSLContext dsl, @Nullable TenantStatus status, String after, int most) {
        Condition wanted = status == null ? noCondition() : STATUS.eq(status.name());
        // the order of "C", so that a page's last id is less than the next page's first in any collation
        Field<String> ordered = field("id collate \"C\"", String.class);
        return dsl.selectFrom(table)
                .where(wanted, ordered.gt(after))
                .orderBy(ordered)
                .limit(most)
                .fetch(Entry::of);
    }

    Optional<TenantId> lookAlike(DSLContext dsl, TenantId tenant) {
        return dsl.fetchOptional(lookAlike(tenant)).map(row -> TenantId.of(row.value1()));
    }

    Select<Record1<String>> lookAlike(TenantId tenant) {
        return DSL.select(ID)
                .from(table)
                .where(
                        replace(ID, DSL.inline("_"), DSL.inline("-"))
                                .eq(tenant.value().replace('_', '-')),
                        ID.ne(tenant.value()))
                .orderBy(ID)
                .limit(1);
    }

    /** In the order of the ids; deleted ones are not among them. */
    Map<TenantId, Listed> list(DSLContext dsl) {
        Map<TenantId, Listed> listed = new TreeMap<>();
        dsl.select(ID, STATUS, VERSION)
                .from(table)
                .where(STATUS.ne(TenantStatus.DELETED.name()))
                .forEach(row -> listed.put(
                        TenantId.of(row.value1()), new Listed(TenantStatus.valueOf(row.value2()), row.value3())));
        return listed;
    }

    /** One of a list; the version is null if no versioned script has run. */
    record Listed(TenantStatus status, @Nullable String version) {}

    List<Entry> all(DSLContext dsl) {
        return dsl.selectFrom(table).orderBy(ID).fetch(Entry::of);
    }

    /** Whose lock somebody holds now; a tenant that looks like theirs may be among them. */
    List<TenantId> worked(DSLContext dsl, TenantLayout layout) {
        return dsl.resultQuery("""
                        select t.id from {0} t join pg_locks l
                          on (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended({1} || replace(t.id, '_', '-'), 0)
                        where l.locktype = 'advisory' and l.objsubid = 1 and l.granted
                          and l.database = (select oid from pg_database where datname = current_database())
                        """, qualifiedName, val(TenantLock.prefix(layout)))
                .fetch(row -> TenantId.of(row.get(0, String.class)));
    }

    Entry request(DSLContext dsl, TenantId tenant) {
        dsl.insertInto(table, ID, STATUS)
                .values(tenant.value(), TenantStatus.REQUESTED.name())
                .onConflictDoNothing()
                .execute();
        return find(dsl, tenant).orElseThrow();
    }

    /** The row that a provisioning step by step would leave, returned; to be sent in one message with others. */
    Query create(TenantId tenant, @Nullable String version, boolean madeRole) {
        return DSL.insertInto(table)
                .set(ID, tenant.value())
                .set(STATUS, TenantStatus.ACTIVE.name())
                .set(EPOCH, 2L)
                .set(STEP, ProvisioningStep.ACTIVATION.name())
                .set(VERSION, version)
                .set(MADE_SCHEMA, true)
                .set(MADE_ROLE, madeRole)
                .set(ACTIVATED_AT, NOW)
                .set(UPDATED_AT, NOW)
                .returningResult(COLUMNS);
    }

    /**
     * Changes a row that is as it was seen.
     *
     * @throws TenantStateException if somebody changed it meanwhile
     */
    Entry move(DSLContext dsl, Entry seen, TenantStatus to, Map<? extends Field<?>, ?> also) {
        return dsl.update(table)
                .set(STATUS, to.name())
                .set(EPOCH, seen.epoch() + 1)
                .set(UPDATED_AT, NOW)
                .set(also)
                .where(ID.eq(seen.id().value()), STATUS.eq(seen.status().name()), EPOCH.eq(seen.epoch()))
                .returningResult(COLUMNS)
                .fetchOptional(Entry::of)
                .orElseThrow(() -> changedMeanwhile(dsl, seen, to));
    }

    /** Changes what is no status, in a row whose epoch is as it was seen. */
    Entry note(DSLContext dsl, Entry seen, Map<? extends Field<?>, ?> what) {
        return dsl.update(table)
                .set(what)
                .where(ID.eq(seen.id().value()), STATUS.eq(seen.status().name()), EPOCH.eq(seen.epoch()))
                .returningResult(COLUMNS)
                .fetchOptional(Entry::of)
                .orElseThrow(() -> changedMeanwhile(dsl, seen, seen.status()));
    }

    /**
     * Whether the version here is not the history's, though nobody is migrating the tenant.
     *
     * @param seen what was here before the history was read
     * @param applied what the history says
     */
    boolean lags(DSLContext dsl, TenantId tenant, @Nullable String seen, Optional<String> applied) {
        return !AppliedVersion.same(seen, applied)
                && find(dsl, tenant)
                        .filter(now -> Objects.equals(now.version(), seen))
                        .isPresent();
    }

    /** Null: no versioned script has run. */
    void version(DSLContext dsl, TenantId tenant, @Nullable String version) {
        dsl.execute(version(tenant, version));
    }

    /** To be sent in one message with others. */
    Query version(TenantId tenant, @Nullable String version) {
        return DSL.update(table).set(VERSION, version).where(ID.eq(tenant.value()), VERSION.isDistinctFrom(version));
    }

    private TenantStateException changedMeanwhile(DSLContext dsl, Entry seen, TenantStatus to) {
        return new TenantStateException(
                seen.id(),
                find(dsl, seen.id()).map(Entry::status).orElse(null),
                "made " + to,
                "It was " + seen.status() + " when this call looked, and somebody has changed it since. Look again.");
    }
}
