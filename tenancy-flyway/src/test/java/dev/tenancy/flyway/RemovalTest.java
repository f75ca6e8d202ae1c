package dev.tenancy.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tenancy.TenantId;
import dev.tenancy.TenantStatus;
import dev.tenancy.test.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RemovalTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final Db db = new Db(postgres, false);

    private static int tenant;

    @Test
    void a_suspended_tenant_is_removed_with_a_receipt_and_a_tombstone() {
        TenantId gone = suspended("gone");
        db.owner()
                .execute("insert into tenant_gone.items (owner, title) select 'gone', 'x' from generate_series(1, 7)");

        DeletionReceipt receipt = db.tenants().deprovision(gone);

        assertThat(receipt.rows()).containsEntry("items", 7L).containsEntry("orders", 0L);
        assertThat(db.tenants().find(gone).orElseThrow().status()).isEqualTo(TenantStatus.DELETED);
        assertThat(db.tenants().deprovision(gone)).as("repeated").isEqualTo(receipt);
        assertThat(db.findings(db.tenants(), gone)).isEmpty();
    }

    @Test
    void case_112_an_active_tenant_is_refused_without_suspension() {
        TenantId active = TenantId.of("active");
        db.tenants().provision(active);

        assertThatThrownBy(() -> db.tenants().deprovision(active))
                .isInstanceOf(TenantStateException.class)
                .hasMessage("Tenant 'active' cannot be removed: it is ACTIVE. Suspend it first:"
                        + " tenants.suspend(TenantId.of(\"active\")).");
        assertThat(db.insertItem(active)).isOne();
    }

    @Test
    void case_113_requests_in_flight_stop_it_with_their_names_and_never_stall_it() throws SQLException {
        TenantId busy = suspended("flight");
        try (Connection request = postgres.ownerDataSource().getConnection()) {
            request.setAutoCommit(false);
            DSL.using(request).fetch("select count(*) from tenant_flight.items");

            Tenants impatient = db.tenants(
                    builder -> builder.lockTimeout(Duration.ofMillis(50)).attempts(3));
            assertThatThrownBy(() -> impatient.deprovision(busy))
                    .isInstanceOf(TenantBusyException.class)
                    .hasMessageMatching(
                            "(?s)Tables of tenant 'flight' are in use: \\[process \\d+ .*idle in transaction.*");
        }
        assertThat(db.tenants().find(busy).orElseThrow().status()).isEqualTo(TenantStatus.DELETING);
        db.tenants().deprovision(busy);
        assertThat(db.schemaExists(busy)).isFalse();
    }

    @Test
    void case_114_2000_tables_are_removed_under_the_default_lock_limits() {
        TenantId large = suspended("large");
        int slots = db.owner()
                .fetchOne("select current_setting('max_locks_per_transaction')::int")
                .get(0, int.class);
        assertThat(slots).isEqualTo(64);
        for (int from = 0; from < 2000; from += 200) {
            tables(large, from, 200, "id bigint primary key, a int unique, b text");
        }

        assertThat(db.tenants().deprovision(large).rows()).hasSize(2003);
        assertThat(db.schemaExists(large)).isFalse();
    }

    static Stream<Integer> batches() {
        return Stream.of(0, 1, 2, 3);
    }

    @ParameterizedTest
    @MethodSource("batches")
    @Tag("once")
    void case_115_a_process_killed_in_any_batch_leaves_what_one_more_call_completes(int batch) throws Exception {
        TenantId killed = suspended("killed" + ++tenant);
        tables(killed, 0, 250, "id int");
        db.owner().execute("create sequence {0}", db.table(killed, "counter"));
        try (Connection blocker = postgres.ownerDataSource().getConnection();
                Child child = blocked(blocker, killed, batch)) {
            child.await("deprovisioning");
            awaitBlocked(blocker);
            child.kill();
        }
        assertThat(db.tenants().find(killed).orElseThrow().status()).isEqualTo(TenantStatus.DELETING);
        assertThat(tableCount(killed)).isEqualTo(Math.max(0, 253 - 100 * batch));

        DeletionReceipt receipt = db.tenants().deprovision(killed);

        assertThat(receipt.rows()).as("all batches, the killed process's too").hasSize(253);
        assertThat(db.schemaExists(killed)).isFalse();
        assertThat(db.roleExists(killed)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("batches")
    void case_115_a_backend_killed_in_any_batch_leaves_what_one_more_call_completes(int batch) throws Exception {
        TenantId killed = suspended("killed" + ++tenant);
        tables(killed, 0, 250, "id int");
        db.owner().execute("create sequence {0}", db.table(killed, "counter"));
        Tenants patient = db.tenants(builder -> builder.lockTimeout(Duration.ofSeconds(60)));
        try (Connection blocker = postgres.ownerDataSource().getConnection()) {
            block(blocker, killed, batch);
            CompletableFuture<Throwable> answer =
                    CompletableFuture.supplyAsync(() -> catchThrowable(() -> patient.deprovision(killed)));
            int pid = awaitBlocked(blocker);
            db.superuser().fetch("select pg_terminate_backend({0})", DSL.val(pid));
            assertThat(answer.join()).isNotNull();
        }

        assertThat(db.tenants().deprovision(killed).rows()).hasSize(253);
        assertThat(db.schemaExists(killed)).isFalse();
    }

    @Test
    void case_116_other_tenants_go_on_while_one_is_removed() {
        TenantId other = TenantId.of("other");
        db.tenants().provision(other);
        TenantId removed = suspended("removed");
        tables(removed, 0, 300, "id int primary key");

        CompletableFuture<DeletionReceipt> removal =
                CompletableFuture.supplyAsync(() -> db.tenants().deprovision(removed));
        int written = 0;
        while (!removal.isDone()) {
            written += db.insertItem(other);
        }
        removal.join();

        assertThat(written).isPositive();
        assertThat(db.owner().fetchCount(DSL.table(db.table(other, "items")))).isEqualTo(written);
    }

    @Test
    void case_117_the_id_of_a_removed_tenant_is_never_used_again() {
        TenantId once = suspended("once");
        db.tenants().deprovision(once);

        assertThatThrownBy(() -> db.tenants().provision(once))
                .isInstanceOf(TenantStateException.class)
                .hasMessage(
                        "Tenant 'once' cannot be provisioned: it is DELETED. An id is never used again: choose another"
                                + " one.");
    }

    @Test
    void case_118_what_depends_on_the_tenant_from_outside_stops_it_with_a_report() {
        TenantId used = suspended("used");
        db.owner().execute("create view public.reads_used as select id from tenant_used.items");
        db.owner().execute("create table public.refers (item bigint references tenant_used.items)");
        db.owner().execute("create table public.counts (id bigint default nextval('tenant_used.orders_id_seq'))");

        assertThatThrownBy(() -> db.tenants().deprovision(used))
                .isInstanceOfSatisfying(TenantDependentsException.class, e -> assertThat(e.dependents())
                        .hasSize(3)
                        .anyMatch(dependent -> dependent.contains("reads_used"))
                        .anyMatch(dependent -> dependent.contains("refers"))
                        .anyMatch(dependent -> dependent.contains("counts")));
        assertThat(db.owner().fetchCount(DSL.table("public.reads_used")))
                .as("not dropped")
                .isZero();
        assertThat(db.tenants().find(used).orElseThrow().status()).isEqualTo(TenantStatus.DELETING);

        db.owner().execute("drop view public.reads_used; drop table public.refers, public.counts");
        assertThat(db.tenants().deprovision(used).tenant()).isEqualTo(used);
    }

    @Test
    void case_119_no_role_and_no_default_privilege_is_left() {
        TenantId clean = suspended("clean");
        db.tenants().deprovision(clean);

        assertThat(db.roleExists(clean)).isFalse();
        assertThat(db.superuser()
                        .fetchValue("select count(*) from pg_default_acl where defaclnamespace <> 0"
                                + " and not exists (select from pg_namespace n where n.oid = defaclnamespace)"))
                .isEqualTo(0L);
    }

    @Test
    void case_119_rights_of_the_role_elsewhere_stop_it_with_a_report() {
        TenantId granted = suspended("granted");
        db.owner().execute("create table public.elsewhere (id int)");
        db.owner()
                .execute(
                        "grant select on public.elsewhere to {0}",
                        DSL.name(db.layout().roleOf(granted)));

        assertThatThrownBy(() -> db.tenants().deprovision(granted))
                .isInstanceOf(TenantDependentsException.class)
                .hasMessageContaining("has rights on, or owns, table public.elsewhere");

        db.owner().execute("drop table public.elsewhere");
        db.tenants().deprovision(granted);
        assertThat(db.roleExists(granted)).isFalse();
    }

    @Test
    void tables_that_refer_to_each_other_in_a_circle_and_partitions_and_views_are_removed() {
        TenantId knot = suspended("knot");
        db.owner().execute("""
                create table tenant_knot.a (id int primary key, b int);
                create table tenant_knot.b (id int primary key, a int references tenant_knot.a);
                alter table tenant_knot.a add foreign key (b) references tenant_knot.b;
                create table tenant_knot.log (at date, id int, primary key (at, id)) partition by range (at);
                create table tenant_knot.log1 partition of tenant_knot.log for values from ('2026-01-01') to ('2027-01-01');
                create table tenant_knot.lines (at date, id int, foreign key (at, id) references tenant_knot.log);
                create view tenant_knot.v as select * from tenant_knot.a;
                create materialized view tenant_knot.m as select * from tenant_knot.v;
                create function tenant_knot.f(tenant_knot.a) returns int return 1;
                create type tenant_knot.mood as enum ('good');
                create domain tenant_knot.pos as int check (value > 0)
                """);

        assertThat(db.tenants().deprovision(knot).rows()).containsKeys("a", "b", "log", "log1", "lines");
        assertThat(db.schemaExists(knot)).isFalse();
    }

    @Test
    void a_tenant_that_failed_and_never_was_active_is_removed_too() {
        TenantId failed = TenantId.of("failed");
        Tenants failing = db.tenants(builder -> builder.hook(new ProvisioningHook() {
            @Override
            public void before(ProvisioningStep step, TenantId id, DSLContext dsl) {
                if (step == ProvisioningStep.ACTIVATION) {
                    throw new IllegalStateException("no");
                }
            }
        }));
        assertThatThrownBy(() -> failing.provision(failed)).isInstanceOf(ProvisioningException.class);

        db.tenants().deprovision(failed);

        assertThat(db.schemaExists(failed)).isFalse();
        assertThat(db.roleExists(failed)).isFalse();
        assertThat(db.tenants().find(failed).orElseThrow().error())
                .as("nothing is to be mended any more")
                .isEmpty();
    }

    private static TenantId suspended(String id) {
        TenantId suspended = TenantId.of(id);
        db.tenants().provision(suspended);
        db.tenants().suspend(suspended);
        return suspended;
    }

    private static void tables(TenantId id, int from, int count, String columns) {
        db.owner()
                .execute("do $$ begin for i in " + from + " .. " + (from + count - 1)
                        + " loop execute format('create table %I.%I (" + columns + ")', '" + db.schema(id)
                        + "', 't' || lpad(i::text, 4, '0')); end loop; end $$");
    }

    private static int tableCount(TenantId id) {
        return db.owner()
                .fetchOne("select count(*) from pg_tables where schemaname = {0}", DSL.val(db.schema(id)))
                .get(0, int.class);
    }

    /** Free tables go in the order of their names; items last, when orders is gone. */
    private static void block(Connection blocker, TenantId id, int batch) throws SQLException {
        blocker.setAutoCommit(false);
        DSLContext dsl = DSL.using(blocker, SQLDialect.POSTGRES);
        switch (batch) {
            case 0 -> dsl.execute("lock table {0} in access share mode", db.table(id, "orders"));
            case 1 -> dsl.execute("lock table {0} in access share mode", db.table(id, "t0150"));
            case 2 -> dsl.execute("lock table {0} in access share mode", db.table(id, "t0240"));
            default -> dsl.fetch("select nextval({0})", DSL.val(dsl.render(db.table(id, "counter"))));
        }
    }

    private static Child blocked(Connection blocker, TenantId id, int batch) throws SQLException {
        block(blocker, id, batch);
        return Child.start(postgres, "deprovision", id.value());
    }

    /** The backend that waits for the blocker. */
    private static int awaitBlocked(Connection blocker) throws InterruptedException {
        int pid = DSL.using(blocker).fetchOne("select pg_backend_pid()").get(0, int.class);
        for (int i = 0; i < 1_200; i++) {
            Object waiting = db.superuser()
                    .fetchValue(
                            "select min(pid) from pg_stat_activity where {0} = any (pg_blocking_pids(pid))",
                            DSL.val(pid));
            if (waiting instanceof Integer found) {
                return found;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("nobody waits for " + pid);
    }
}
