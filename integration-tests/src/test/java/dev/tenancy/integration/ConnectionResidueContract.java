package dev.tenancy.integration;

import static dev.tenancy.generated.tenant.Tables.ITEMS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.multiset;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectFrom;
import static org.jooq.impl.DSL.val;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.Tenancy;
import dev.tenancy.TenancyException;
import dev.tenancy.TenantId;
import dev.tenancy.VoidWork;
import dev.tenancy.WorkOptions;
import dev.tenancy.generated.tenant.enums.ItemStatus;
import dev.tenancy.generated.tenant.tables.records.ItemsRecord;
import dev.tenancy.test.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.postgresql.PGConnection;

/**
 * Section E of the catalogue: whatever a callback does to its connection, the next lease is clean. Once for each isolation
 * level, through jOOQ's plain SQL and through raw JDBC.
 */
abstract class ConnectionResidueContract {

    private static final TenantId ACME = TenantId.of("acme");
    private static final TenantId GLOBEX = TenantId.of("globex");

    private final PostgresExtension postgres;
    private HikariDataSource pool;
    private Tenancy tenancy;
    private Residue clean;
    private int backend;

    ConnectionResidueContract(PostgresExtension postgres) {
        this.postgres = postgres;
    }

    @BeforeEach
    void open_a_pool_of_one() throws SQLException {
        pool = Residue.poolOfOne(postgres);
        tenancy = Tenancy.builder(pool).layout(postgres.layout()).build();
        // the first use of a tenant is what the others are compared with
        tenancy.useTransaction(ACME, dsl -> dsl.fetchCount(ITEMS));
        clean = Residue.of(pool);
        backend = Residue.backend(pool);
        assertThat(clean.session())
                .containsEntry("current_user", postgres.appDataSource().getUser())
                .containsEntry("channels", "null")
                .containsEntry("transaction", "IDLE");
    }

    @AfterEach
    void close_the_pool() {
        pool.close();
    }

    @TestFactory
    Stream<DynamicTest> case_057_set_search_path_ends_with_the_lease() {
        return through("set search_path = tenant_globex", "set session search_path to tenant_globex, public");
    }

    @Test
    void case_058_set_schema_ends_with_the_lease() throws SQLException {
        tenancy.useTransaction(ACME, dsl -> raw(dsl, connection -> connection.setSchema("tenant_globex")));
        nextLeaseIsAnotherCleanOne();
    }

    @TestFactory
    Stream<DynamicTest> case_059_set_role_ends_with_the_lease() {
        return through("set role none", "reset role", "set session authorization default");
    }

    @TestFactory
    Stream<DynamicTest> case_060_set_config_ends_with_the_lease() {
        return through(
                "select set_config('search_path', 'tenant_globex', false)",
                "select pg_catalog.set_config('tenancy.note', 'of acme', false)",
                "set tenancy.note = 'of acme'",
                "set timezone = 'Asia/Tokyo'",
                "set statement_timeout = 1234",
                "with set as (select set_config('tenancy.note', 'x', false)) select * from set",
                "do $$ begin perform set_config('tenancy.note', 'x', false); end $$");
    }

    @TestFactory
    Stream<DynamicTest> case_061_a_temporary_table_ends_with_the_lease() {
        return through(
                "create temp table items (id bigint, name text)",
                "create temporary table items as select 1 as id",
                "create or replace temp view items as select 1 as id",
                "create table pg_temp.items (id bigint)",
                "create temporary sequence numbers",
                "select 1 as id into temp items");
    }

    @TestFactory
    Stream<DynamicTest> case_062_a_session_advisory_lock_ends_with_the_lease() {
        return through(
                "select pg_advisory_lock(57)",
                "select pg_try_advisory_lock(57, 58)",
                "select pg_catalog.pg_advisory_lock_shared(57)");
    }

    @TestFactory
    Stream<DynamicTest> case_063_cursor_with_hold_listen_and_prepare_end_with_the_lease() {
        return through("declare kept cursor with hold for select 1", "listen news_of_acme", "prepare kept as select 1");
    }

    @Test
    void case_063_a_transaction_is_never_left_open() throws SQLException {
        assertThatThrownBy(() -> tenancy.useTransaction(ACME, dsl -> {
                    dsl.execute("select 1");
                    throw new IllegalStateException("halfway");
                }))
                .hasMessage("halfway");
        nextLeaseIsTheSameCleanOne();

        for (String control : List.of("commit", "rollback", "begin", "select 1; commit", "/* */ end", "abort")) {
            assertThatThrownBy(() -> tenancy.useTransaction(ACME, dsl -> dsl.execute(control)))
                    .as(control)
                    .hasRootCauseMessage(
                            "Refused: ends or starts a transaction by SQL in tenant 'acme'. The unit of work"
                                    + " commits when its callback returns and rolls back when it throws;"
                                    + " dsl.transaction(..) nests by savepoint.");
            nextLeaseIsTheSameCleanOne();
        }
        assertThatThrownBy(() ->
                        tenancy.useTransaction(ACME, dsl -> raw(dsl, connection -> connection.setAutoCommit(true))))
                .hasStackTraceContaining("Refused: setAutoCommit in tenant 'acme'.");
        assertThatThrownBy(() -> tenancy.useTransaction(ACME, dsl -> raw(dsl, Connection::commit)))
                .hasStackTraceContaining("Refused: commit in tenant 'acme'.");
        assertThatThrownBy(() -> tenancy.useTransaction(ACME, dsl -> raw(dsl, Connection::rollback)))
                .hasStackTraceContaining("Refused: rollback in tenant 'acme'.");
        nextLeaseIsTheSameCleanOne();
    }

    @Test
    void case_063_an_open_cursor_ends_with_the_lease() throws SQLException {
        tenancy.useTransaction(ACME, dsl -> {
            dsl.execute("declare open cursor for select 1");
            dsl.resultQuery("select generate_series(1, 1000)")
                    .fetchSize(10)
                    .fetchLazy()
                    .fetchNext();
        });
        nextLeaseIsTheSameCleanOne();
    }

    @TestFactory
    Stream<DynamicTest> case_066_read_only_and_isolation_level_end_with_the_lease() {
        return through(
                "set session characteristics as transaction read only",
                "set session characteristics as transaction isolation level serializable",
                "set default_transaction_read_only = on");
    }

    @Test
    void case_066_what_jdbc_sets_on_the_connection_ends_with_the_lease() throws SQLException {
        List<VoidWork<SQLException>> setters = List.of(
                dsl -> raw(dsl, connection -> connection.setReadOnly(true)),
                dsl -> raw(dsl, c -> c.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE)),
                dsl -> raw(dsl, connection -> connection.setClientInfo("ApplicationName", "acme")),
                dsl -> raw(dsl, connection -> connection.setHoldability(1)),
                dsl -> raw(dsl, connection -> connection.setNetworkTimeout(Runnable::run, 1_000)),
                dsl -> raw(dsl, connection -> connection.setTypeMap(Map.of("x", String.class))));
        for (VoidWork<SQLException> setter : setters) {
            tenancy.useTransaction(ACME, setter);
            nextLeaseIsAnotherCleanOne();
        }
    }

    @Test
    void case_066_options_of_a_unit_of_work_end_with_it_and_cost_no_connection() throws SQLException {
        WorkOptions options = WorkOptions.defaults()
                .readOnly()
                .isolation(WorkOptions.TransactionIsolation.SERIALIZABLE)
                .statementTimeout(Duration.ofSeconds(7));
        List<String> inside = tenancy.inTransaction(
                ACME,
                options,
                dsl -> List.of(
                        setting(dsl, "transaction_read_only"),
                        setting(dsl, "transaction_isolation"),
                        setting(dsl, "statement_timeout")));
        assertThat(inside).containsExactly("on", "serializable", "7s");
        nextLeaseIsTheSameCleanOne();
    }

    @Test
    void an_aborted_connection_is_not_reused() throws SQLException {
        assertThatThrownBy(() ->
                        tenancy.useTransaction(ACME, dsl -> raw(dsl, connection -> connection.abort(Runnable::run))))
                .isInstanceOf(TenancyException.class);
        nextLeaseIsAnotherCleanOne();
    }

    @TestFactory
    Stream<DynamicTest> what_ends_with_the_transaction_or_only_looks_like_residue_costs_no_connection() {
        return Stream.of(
                        "set local search_path = pg_catalog",
                        "set local timezone = 'Asia/Tokyo'",
                        "select set_config('tenancy.note', 'x', true)",
                        "select set_config('tenancy.note', concat('a', 'b'), true)",
                        "set transaction read only",
                        "set transaction isolation level repeatable read",
                        "set constraints all deferred",
                        "select pg_advisory_xact_lock(57)",
                        "select '; set search_path = x, set_config(1), pg_advisory_lock(1)'",
                        "select 1 -- ; set search_path = x",
                        "select 1 /* ; reset all; listen news */",
                        "select $$; discard all; $$, $x$ into temp t $x$",
                        "select 1 as \"; set search_path = x\", 2 as \"pg_advisory_lock\"",
                        "update tenant_acme.items set name = name",
                        "insert into tenant_acme.items (owner, name) values ('acme', '; set role x')",
                        "insert into tenant_acme.items (owner, name) values ('acme', 'b') on conflict do nothing",
                        "declare brief cursor for select 1",
                        "notify news",
                        "do $$ begin perform count(*) from tenant_acme.items; end $$")
                .flatMap(sql -> doors(sql, this::keepsTheConnection));
    }

    @TestFactory
    Stream<DynamicTest> typed_statements_cost_no_connection() {
        ItemsRecord row = new ItemsRecord();
        row.setOwner("acme");
        row.setName("typed; set search_path = x");
        Map<String, VoidWork<RuntimeException>> statements = Map.ofEntries(
                Map.entry("select", dsl -> dsl.selectFrom(ITEMS).fetch()),
                Map.entry("multiset", dsl -> dsl.select(multiset(selectFrom(ITEMS)))
                        .fetch()),
                Map.entry("with", dsl -> dsl.with("reset")
                        .as(select(count()).from(ITEMS))
                        .selectFrom("reset")
                        .fetch()),
                Map.entry("insert", dsl -> dsl.insertInto(ITEMS).set(row).execute()),
                Map.entry(
                        "returning",
                        dsl -> dsl.insertInto(ITEMS).set(row).returning().fetch()),
                Map.entry("on conflict", dsl -> dsl.insertInto(ITEMS)
                        .set(row)
                        .onConflictDoNothing()
                        .execute()),
                Map.entry("upsert", dsl -> dsl.insertInto(ITEMS)
                        .set(ITEMS.ID, 1L)
                        .set(row)
                        .onDuplicateKeyUpdate()
                        .set(ITEMS.NAME, "x")
                        .execute()),
                Map.entry("merge", dsl -> dsl.mergeInto(ITEMS)
                        .using(dsl.selectOne())
                        .on(ITEMS.ID.eq(-1L))
                        .whenMatchedThenUpdate()
                        .set(ITEMS.NAME, "x")
                        .execute()),
                Map.entry("update", dsl -> dsl.update(ITEMS)
                        .set(ITEMS.STATUS, ItemStatus.active)
                        .execute()),
                Map.entry(
                        "delete",
                        dsl -> dsl.deleteFrom(ITEMS).where(ITEMS.ID.eq(-1L)).execute()),
                Map.entry("record", dsl -> {
                    ItemsRecord record = dsl.newRecord(ITEMS, row);
                    record.store();
                    record.refresh();
                    record.delete();
                }),
                Map.entry("batch", dsl -> dsl.batch(
                                dsl.update(ITEMS).set(ITEMS.NAME, "x"), dsl.query("set local timezone = 'UTC'"))
                        .execute()),
                Map.entry("batch of binds", dsl -> dsl.batch(dsl.update(ITEMS).set(ITEMS.NAME, (String) null))
                        .bind("a")
                        .bind("b")
                        .execute()),
                Map.entry("set local", dsl -> dsl.setLocal(name("tenancy", "note"), val("x"))
                        .execute()),
                Map.entry(
                        "savepoint",
                        dsl -> dsl.transaction(nested -> nested.dsl().fetchCount(ITEMS))),
                Map.entry("explain", dsl -> dsl.explain(dsl.selectFrom(ITEMS))),
                Map.entry("block", dsl -> dsl.begin(
                                dsl.update(ITEMS).set(ITEMS.NAME, inline("set")),
                                dsl.deleteFrom(ITEMS).where(ITEMS.ID.eq(inline(-1L))))
                        .execute()),
                Map.entry("for update", dsl -> dsl.selectFrom(ITEMS).forUpdate().fetch()),
                Map.entry("loader", dsl -> load(dsl)));
        return statements.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    tenancy.useTransaction(ACME, entry.getValue());
                    nextLeaseIsTheSameCleanOne();
                }));
    }

    @Test
    void single_statements_leave_a_clean_connection() throws SQLException {
        DSLContext acme = tenancy.dsl(ACME);
        acme.fetchCount(ITEMS);
        acme.insertInto(ITEMS, ITEMS.OWNER, ITEMS.NAME).values("acme", "single").execute();
        acme.batch(acme.update(ITEMS).set(ITEMS.NAME, "a"), acme.update(ITEMS).set(ITEMS.NAME, "b"))
                .execute();
        raw(acme, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("select 1");
            }
        });
        assertThatThrownBy(() -> acme.execute("select 1/0")).hasMessageContaining("division by zero");
        nextLeaseIsTheSameCleanOne();

        acme.execute("select pg_advisory_lock(57)");
        nextLeaseIsAnotherCleanOne();
        acme.execute("set search_path = tenant_globex");
        nextLeaseIsAnotherCleanOne();
    }

    @Test
    void raw_copy_runs_as_the_tenant() throws SQLException {
        long copied = tenancy.inTransaction(
                ACME,
                dsl -> dsl.connectionResult(connection -> connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn(
                                "copy tenant_acme.items (owner, name) from stdin",
                                new java.io.StringReader("acme\tcopied\n"))));
        assertThat(copied).isEqualTo(1);
        assertThat(Residue.of(pool)).isEqualTo(clean);
    }

    @Test
    void a_connection_that_is_given_up_is_told_of_in_the_log() {
        List<String> warnings = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                warnings.add(entry.getLevel() + " " + new SimpleFormatter().formatMessage(entry));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger(Tenancy.class.getName());
        log.addHandler(handler);
        try {
            tenancy.useTransaction(ACME, dsl -> {
                dsl.execute("set timezone = 'Asia/Tokyo'");
                dsl.execute("listen once_told_is_enough");
            });
        } finally {
            log.removeHandler(handler);
        }
        assertThat(warnings)
                .containsExactly(
                        "WARNING The statement 'set timezone = \\'Asia/Tokyo\\'' in tenant 'acme' may outlive its"
                                + " transaction, so its connection will be closed and not reused. Use SET LOCAL, set_config(.., true)"
                                + " or pg_advisory_xact_lock.");
    }

    @Test
    void residue_of_one_tenant_never_meets_another() throws SQLException {
        for (int i = 0; i < 20; i++) {
            tenancy.useTransaction(ACME, dsl -> dsl.execute("set search_path = tenant_acme"));
            assertThatThrownBy(() -> tenancy.useTransaction(GLOBEX, dsl -> dsl.fetch("select * from items")))
                    .hasMessageContaining("relation \"items\" does not exist");
        }
        assertThat(Residue.of(pool)).isEqualTo(clean);
    }

    private Stream<DynamicTest> through(String... texts) {
        return Stream.of(texts).flatMap(sql -> doors(sql, this::costsTheConnection));
    }

    private Stream<DynamicTest> doors(String sql, Checked check) {
        Query query = org.jooq.impl.DSL.query(sql);
        return Stream.of(
                DynamicTest.dynamicTest("jOOQ: " + sql, () -> check.run(dsl -> dsl.execute(query))),
                DynamicTest.dynamicTest(
                        "Statement: " + sql,
                        () -> check.run(dsl -> raw(dsl, connection -> {
                            try (Statement statement = connection.createStatement()) {
                                statement.execute(sql);
                            }
                        }))),
                DynamicTest.dynamicTest(
                        "PreparedStatement: " + sql,
                        () -> check.run(dsl -> raw(dsl, connection -> {
                            try (Statement statement = connection.prepareStatement(sql)) {
                                ((java.sql.PreparedStatement) statement).execute();
                            }
                        }))));
    }

    @FunctionalInterface
    private interface Checked {
        void run(VoidWork<SQLException> work) throws SQLException;
    }

    @FunctionalInterface
    private interface OnConnection {
        void run(Connection connection) throws SQLException;
    }

    /** Each of a factory's tests has a pool that others have used before it. */
    private void costsTheConnection(VoidWork<SQLException> work) throws SQLException {
        int before = Residue.backend(pool);
        tenancy.useTransaction(ACME, work);
        assertThat(Residue.of(pool)).isEqualTo(clean);
        assertThat(Residue.backend(pool)).isNotEqualTo(before);
    }

    private void keepsTheConnection(VoidWork<SQLException> work) throws SQLException {
        int before = Residue.backend(pool);
        tenancy.useTransaction(ACME, work);
        assertThat(Residue.of(pool)).isEqualTo(clean);
        assertThat(Residue.backend(pool)).isEqualTo(before);
    }

    private void nextLeaseIsAnotherCleanOne() throws SQLException {
        assertThat(Residue.of(pool)).isEqualTo(clean);
        int next = Residue.backend(pool);
        assertThat(next).isNotEqualTo(backend);
        backend = next;
    }

    private void nextLeaseIsTheSameCleanOne() throws SQLException {
        assertThat(Residue.of(pool)).isEqualTo(clean);
        assertThat(Residue.backend(pool)).isEqualTo(backend);
    }

    private static void raw(DSLContext dsl, OnConnection work) {
        dsl.connection(work::run);
    }

    private static String setting(DSLContext dsl, String name) {
        return dsl.fetchSingle(field("current_setting({0})", String.class, inline(name)))
                .value1();
    }

    private static void load(DSLContext dsl) {
        try {
            dsl.loadInto(ITEMS)
                    .loadCSV("owner,name\nacme,a\nacme,b\n")
                    .fields(ITEMS.OWNER, ITEMS.NAME)
                    .execute();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
