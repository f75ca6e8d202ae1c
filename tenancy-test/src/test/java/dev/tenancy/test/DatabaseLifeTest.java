package dev.tenancy.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** JUnit itself runs the small classes below. */
class DatabaseLifeTest {

    private static final Collection<String> SEEN = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    @Test
    void nested_classes_share_the_database_and_nothing_is_left_of_it() {
        assertThat(failures(Outer.class)).isEmpty();
        assertThat(SEEN).containsExactlyInAnyOrder("outer: 1 row", "inner: 2 rows");
        assertThat(left(Outer.postgres)).isEmpty();
    }

    @Test
    void classes_that_inherit_the_field_get_a_new_database_each() {
        assertThat(failures(First.class, Second.class)).isEmpty();
        assertThat(SEEN).containsExactly("0 before", "0 before");
        assertThat(left(Base.postgres)).isEmpty();
    }

    @Test
    void classes_run_in_parallel_with_a_database_each() {
        assertThat(failures(ParallelA.class, ParallelB.class)).isEmpty();
        assertThat(SEEN).hasSize(2).doesNotHaveDuplicates();
        assertThat(left(ParallelA.postgres)).isEmpty();
        assertThat(left(ParallelB.postgres)).isEmpty();
    }

    @Test
    void failed_migration_fails_the_class_and_leaves_nothing() {
        assertThat(failures(Broken.class)).singleElement().satisfies(thrown -> assertThat(thrown)
                .hasMessageContaining("The script failed: ERROR: relation \"nowhere\" does not exist"));
        assertThat(left(Broken.postgres)).isEmpty();
    }

    @Test
    void session_that_is_still_open_does_not_keep_the_database() {
        assertThat(failures(Leaving.class)).isEmpty();
        assertThat(left(Leaving.postgres)).isEmpty();
    }

    @Test
    void many_roles_are_dropped_as_well() {
        assertThat(failures(Crowded.class)).isEmpty();
        assertThat(left(Crowded.postgres)).isEmpty();
    }

    private static List<Throwable> failures(Class<?>... classes) {
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .selectors(Arrays.stream(classes)
                        .map(type -> selectClass(type))
                        .toArray(org.junit.platform.engine.discovery.ClassSelector[]::new))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.classes.default", mode(classes))
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "2")
                .execute();
        assertThat(results.allEvents().started().count()).isPositive();
        return results.allEvents().failed().stream()
                .map(event -> event.getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class))
                .map(result -> result.getThrowable().orElseThrow())
                .toList();
    }

    private static String mode(Class<?>... classes) {
        return classes[0] == ParallelA.class ? "concurrent" : "same_thread";
    }

    /** Databases and roles of this extension that the server still has. */
    private static List<String> left(PostgresExtension postgres) {
        String own = postgres.appDataSource().getUser().substring("app_".length());
        return Sql.query(PostgresServer.shared().superuser(), dsl -> dsl.resultQuery(
                        "select rolname from pg_roles where strpos(rolname, {0}) > 0"
                                + " union all select datname from pg_database where strpos(datname, {0}) > 0",
                        org.jooq.impl.DSL.inline(own))
                .fetch(row -> row.get(0, String.class)));
    }

    private static int rows(PostgresExtension postgres) {
        return Sql.query(postgres.ownerDataSource(), dsl -> dsl.fetchSingle("select count(*) from tenant_acme.t")
                .get(0, Integer.class));
    }

    private static PostgresExtension.Builder withTable() {
        return PostgresExtension.builder().migration("create table t ()").tenants("acme");
    }

    static class Outer {
        @RegisterExtension
        static final PostgresExtension postgres = withTable().build();

        @Test
        void outer() {
            postgres.execute("insert into tenant_acme.t default values");
            SEEN.add("outer: " + rows(postgres) + " row");
        }

        @Nested
        class Inner {
            @Test
            void inner() {
                postgres.execute("insert into tenant_acme.t default values");
                SEEN.add("inner: " + rows(postgres) + " rows");
            }
        }
    }

    abstract static class Base {
        @RegisterExtension
        static final PostgresExtension postgres = withTable().build();

        @Test
        void write() {
            SEEN.add(rows(postgres) + " before");
            postgres.execute("insert into tenant_acme.t default values");
        }
    }

    static class First extends Base {}

    static class Second extends Base {}

    static class ParallelA {
        static final CyclicBarrier both = new CyclicBarrier(2);

        @RegisterExtension
        static final PostgresExtension postgres = withTable().build();

        @Test
        void meets_the_other() throws Exception {
            meet(postgres);
        }

        static void meet(PostgresExtension postgres) throws Exception {
            both.await(30, TimeUnit.SECONDS);
            postgres.execute("insert into tenant_acme.t default values");
            both.await(30, TimeUnit.SECONDS);
            assertThat(rows(postgres)).isEqualTo(1);
            SEEN.add(postgres.appDataSource().getDatabaseName());
        }
    }

    static class ParallelB {
        @RegisterExtension
        static final PostgresExtension postgres = withTable().build();

        @Test
        void meets_the_other() throws Exception {
            ParallelA.meet(postgres);
        }
    }

    static class Broken {
        @RegisterExtension
        static final PostgresExtension postgres = PostgresExtension.builder()
                .migration("select * from nowhere")
                .tenants("acme")
                .build();

        @Test
        void never() {
            throw new AssertionError("ran without its database");
        }
    }

    static class Leaving {
        @RegisterExtension
        static final PostgresExtension postgres = PostgresExtension.create();

        @Test
        void leaves_a_transaction_open() throws Exception {
            java.sql.Connection left = postgres.appDataSource().getConnection();
            left.setAutoCommit(false);
            left.createStatement().execute("select 1");
        }
    }

    static class Crowded {
        @RegisterExtension
        static final PostgresExtension postgres = PostgresExtension.create();

        @Test
        void makes_more_roles_than_one_statement_drops() {
            String role = postgres.layout().roleOf(dev.tenancy.TenantId.of("r"));
            postgres.execute("do $$ begin for i in 1..700 loop execute format('create role %I', '" + role
                    + "' || i); end loop; end $$");
            assertThat(left(postgres)).hasSizeGreaterThan(700);
        }
    }
}
