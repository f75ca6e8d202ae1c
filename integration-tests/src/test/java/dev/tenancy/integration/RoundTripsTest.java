package dev.tenancy.integration;

import static dev.tenancy.generated.tenant.Tables.ITEMS;
import static dev.tenancy.integration.TenantDatabase.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenancy.Isolation;
import dev.tenancy.Tenancy;
import dev.tenancy.TenancyBuilder;
import dev.tenancy.generated.tenant.Routines;
import dev.tenancy.wire.Traffic;
import dev.tenancy.wire.WireTap;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.MappedSchema;
import org.jooq.conf.RenderMapping;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/** What isolation costs on the wire: counted, not timed, and compared with plain jOOQ that does the same. */
class RoundTripsTest {

    @RegisterExtension
    static final TenantDatabase ROLE = TenantDatabase.of(Isolation.ROLE);

    @RegisterExtension
    static final TenantDatabase QUALIFIED = TenantDatabase.of(Isolation.QUALIFIED);

    @Nested
    class By_names_alone extends Costs {

        By_names_alone() {
            super(QUALIFIED);
        }

        @Test
        void nothing_is_added_to_a_unit_of_work() {
            cost(this::inTransaction, dsl -> dsl.selectFrom(ITEMS).fetch(), 0, 0);
            cost(this::inTransaction, Costs::fourStatements, 0, 0);
            cost(this::inTransaction, Costs::batch, 0, 0);
            cost(this::inTransaction, Costs::procedure, 0, 0);
            cost(this::inTransaction, Costs::cursor, 0, 0);
            cost(this::inTransaction, Costs::rawJdbc, 0, 0);
        }

        @Test
        void nothing_is_added_to_single_statements() {
            cost(this::singly, dsl -> dsl.selectFrom(ITEMS).fetch(), 0, 0);
            cost(this::singly, Costs::fourStatements, 0, 0);
            cost(this::singly, Costs::batch, 0, 0);
            cost(this::singly, Costs::procedure, 0, 0);
            cost(this::singly, Costs::cursor, 0, 0);
            cost(this::singly, Costs::rawJdbc, 0, 0);
        }
    }

    @Nested
    class By_role extends Costs {

        By_role() {
            super(ROLE);
        }

        @Test
        void the_first_statement_of_a_unit_of_work_carries_the_role_and_no_round_trip_is_added() {
            cost(this::inTransaction, dsl -> dsl.selectFrom(ITEMS).fetch(), 1, 0);
            cost(this::inTransaction, dsl -> ContractPart.item(dsl, "clip").store(), 1, 0);
            cost(this::inTransaction, Costs::fourStatements, 1, 0);
            cost(this::inTransaction, dsl -> dsl.fetchMany("select 1; select 2"), 1, 0);
        }

        @Test
        void a_unit_of_work_that_starts_with_something_else_pays_one_round_trip() {
            cost(this::inTransaction, Costs::batch, 1, 1);
            cost(this::inTransaction, Costs::procedure, 1, 1);
            cost(this::inTransaction, Costs::cursor, 1, 1);
            cost(this::inTransaction, Costs::rawJdbc, 1, 1);
            cost(this::inTransaction, Costs::savepoint, 1, 1);
        }

        @Test
        void what_comes_later_in_a_unit_of_work_pays_nothing() {
            cost(
                    this::inTransaction,
                    dsl -> {
                        fourStatements(dsl);
                        batch(dsl);
                        cursor(dsl);
                        rawJdbc(dsl);
                    },
                    1,
                    0);
        }

        @Test
        void a_single_statement_carries_the_role_and_no_round_trip_is_added() {
            cost(this::singly, dsl -> dsl.selectFrom(ITEMS).fetch(), 1, 0);
            cost(this::singly, Costs::fourStatements, 4, 0); // one each
            cost(this::singly, Costs::cursor, 1, 0); // there is none outside a transaction
        }

        @Test
        void
                a_batch_a_call_and_raw_jdbc_alone_get_a_transaction_which_costs_what_it_costs_in_plain_jooq_and_the_role() {
            cost(this::inTransaction, this::singly, Costs::batch, 1, 1);
            cost(this::inTransaction, this::singly, Costs::procedure, 1, 1);
            cost(this::inTransaction, this::singly, Costs::rawJdbc, 1, 1);
        }

        @Test
        void nothing_at_all_costs_nothing() {
            cost(this::inTransaction, dsl -> {}, 0, 0);
        }

        @Test
        void a_look_whether_the_connection_lives_is_not_counted_and_the_work_around_it_is() throws SQLException {
            try (Connection connection = connection()) {
                connection.isValid(60); // the driver's own first questions
                tap.drain();
                connection.isValid(60);
                Traffic look = tap.drain();
                assertThat(List.of(look.roundTrips(), look.statements(), look.transactions()))
                        .containsOnly(0);
                assertThat(look.texts()).isEmpty();
                assertThat(look.bytes()).as("it was on the wire").isPositive();

                connection.setAutoCommit(false);
                connection.isValid(60); // BEGIN goes with it
                connection.createStatement().execute("select 1");
                connection.commit();
                Traffic work = tap.drain();
                assertThat(work.roundTrips()).isEqualTo(3);
                assertThat(work.statements()).isEqualTo(3);
                assertThat(work.transactions()).isOne();
                assertThat(work.texts()).containsExactly("BEGIN", "select 1", "COMMIT");
            }
        }

        @Test
        void the_role_is_what_is_added() {
            String role = "select pg_catalog.set_config('role', $1, true)";
            Tenancy tenancy = builder(connection()).build();
            tap.drain();
            tenancy.inTransaction(ACME, dsl -> dsl.selectFrom(ITEMS).fetch());
            assertThat(tap.drain().texts()).hasSize(4).startsWith("BEGIN", role).endsWith("COMMIT");
            tenancy.dsl(ACME).selectFrom(ITEMS).fetch();
            assertThat(tap.drain().texts()).hasSize(2).startsWith(role);
        }
    }

    /** One way into a tenant, or its like in plain jOOQ. */
    @FunctionalInterface
    interface Way {
        void run(Connection connection, boolean ours, Consumer<DSLContext> work);
    }

    abstract static class Costs {

        final TenantDatabase database;
        WireTap tap;

        Costs(TenantDatabase database) {
            this.database = database;
        }

        @BeforeEach
        void listen() throws IOException {
            tap = new WireTap(database.postgres().appDataSource());
        }

        @AfterEach
        void hangUp() throws IOException {
            tap.close();
        }

        void cost(Way way, Consumer<DSLContext> work, int moreStatements, int moreRoundTrips) {
            cost(way, way, work, moreStatements, moreRoundTrips);
        }

        void cost(Way plainWay, Way ourWay, Consumer<DSLContext> work, int moreStatements, int moreRoundTrips) {
            Traffic plain = traffic(plainWay, database.postgres().superuserDataSource(), false, work);
            Traffic ours = traffic(ourWay, database.postgres().appDataSource(), true, work);
            assertThat(ours.statements() - plain.statements())
                    .as("statements more than plain jOOQ: %s, plain: %s", ours, plain)
                    .isEqualTo(moreStatements);
            assertThat(ours.roundTrips() - plain.roundTrips())
                    .as("round trips more than plain jOOQ: %s, plain: %s", ours, plain)
                    .isEqualTo(moreRoundTrips);
        }

        private Traffic traffic(Way way, PGSimpleDataSource login, boolean ours, Consumer<DSLContext> work) {
            try (Connection connection = connection(login)) {
                way.run(connection, ours, work); // the driver's own first questions about types
                tap.drain();
                way.run(connection, ours, work);
                return tap.drain();
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        final void inTransaction(Connection connection, boolean ours, Consumer<DSLContext> work) {
            if (ours) {
                builder(connection).build().useTransaction(ACME, work::accept);
            } else {
                plainTransaction(connection, work);
            }
        }

        final void singly(Connection connection, boolean ours, Consumer<DSLContext> work) {
            work.accept(ours ? builder(connection).build().dsl(ACME) : plain(connection));
        }

        final Connection connection() {
            try {
                return connection(database.postgres().appDataSource());
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        private Connection connection(PGSimpleDataSource login) throws SQLException {
            return tap.through(login).getConnection();
        }

        final TenancyBuilder builder(Connection connection) {
            return database.builder(new OneConnection(connection));
        }

        /** By hand: jOOQ's own adds a savepoint, and from 3.21 on a question for the isolation level, which we do not. */
        private void plainTransaction(Connection connection, Consumer<DSLContext> work) {
            try {
                connection.setAutoCommit(false);
                work.accept(plain(connection));
                connection.commit();
                connection.setAutoCommit(true);
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        private DSLContext plain(Connection connection) {
            return DSL.using(
                    connection,
                    SQLDialect.POSTGRES,
                    new Settings()
                            .withRenderMapping(new RenderMapping()
                                    .withSchemata(new MappedSchema()
                                            .withInput("tenant")
                                            .withOutput(database.schema(ACME)))));
        }

        static void fourStatements(DSLContext dsl) {
            long id = ContractPart.item(dsl, "clip").store();
            dsl.update(ITEMS)
                    .set(ITEMS.PRICE_CENTS, id)
                    .where(ITEMS.NAME.eq("clip"))
                    .execute();
            dsl.selectFrom(ITEMS).fetch();
            dsl.deleteFrom(ITEMS).where(ITEMS.NAME.eq("clip")).execute();
        }

        static void batch(DSLContext dsl) {
            dsl.batchInsert(ContractPart.item(dsl, "a"), ContractPart.item(dsl, "b"))
                    .execute();
        }

        static void procedure(DSLContext dsl) {
            Routines.placeOrder(dsl.configuration(), "acme", 1L, 1);
        }

        static void cursor(DSLContext dsl) {
            dsl.selectFrom(ITEMS)
                    .where(ITEMS.ID.le(2L))
                    .fetchSize(1)
                    .fetchStream()
                    .forEach(item -> {});
        }

        static void savepoint(DSLContext dsl) {
            dsl.connection(connection -> connection.releaseSavepoint(connection.setSavepoint()));
        }

        static void rawJdbc(DSLContext dsl) {
            dsl.connection(connection -> {
                try (var statement = connection.createStatement()) {
                    statement.execute("select 1");
                }
            });
        }
    }
}
