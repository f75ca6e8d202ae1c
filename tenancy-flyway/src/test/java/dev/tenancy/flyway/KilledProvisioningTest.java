package dev.tenancy.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.TenantId;
import dev.tenancy.TenantStatus;
import dev.tenancy.test.PostgresExtension;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("once") // the same on every major, JDK and jOOQ
class KilledProvisioningTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final Db db = new Db(postgres, false);

    private static final TenantId UNDISTURBED = TenantId.of("undisturbed");
    private static int tenant;

    @BeforeAll
    static void one_tenant_is_made_without_any_trouble() {
        db.tenants().provision(UNDISTURBED);
    }

    static Stream<String> points() {
        return Stream.concat(
                Stream.of(ProvisioningStep.values()).flatMap(step -> Stream.of("before " + step, "after " + step)),
                Stream.of("before V2__orders.sql", "after V2__orders.sql"));
    }

    @ParameterizedTest
    @MethodSource("points")
    void case_093_a_process_killed_at_any_step_leaves_what_one_more_call_completes(String point) throws Exception {
        TenantId killed = next();
        try (Child child = Child.start(postgres, "halt", killed.value(), point)) {
            child.await("halted " + point);
            child.kill();
        }
        assertThat(db.tenants().find(killed).orElseThrow().status()).isEqualTo(TenantStatus.PROVISIONING);

        Tenant made = db.tenants().provision(killed);

        assertThat(made.status()).isEqualTo(TenantStatus.ACTIVE);
        assertThat(db.shape(killed)).isEqualTo(db.shape(UNDISTURBED));
        assertThat(db.insertItem(killed)).isOne();
    }

    @ParameterizedTest
    @MethodSource("points")
    void case_094_a_backend_killed_at_any_step_is_a_failure_that_one_more_call_completes(String point) {
        TenantId killed = next();
        Terminating terminating = new Terminating(point);
        Tenants unlucky = db.tenants(builder -> builder.hook(terminating)
                .flyway(configuration -> configuration.callbacks(
                        new FlywayPoint(point, connection -> terminate(DSL.using(connection))))));

        assertThatThrownBy(() -> unlucky.provision(killed))
                .isInstanceOf(ProvisioningException.class)
                .hasMessageContaining("Then provision it again");
        assertThat(db.tenants().find(killed).orElseThrow().status()).isEqualTo(TenantStatus.FAILED);

        assertThat(db.tenants().provision(killed).status()).isEqualTo(TenantStatus.ACTIVE);
        assertThat(db.shape(killed)).isEqualTo(db.shape(UNDISTURBED));
        assertThat(db.insertItem(killed)).isOne();
    }

    @Test
    void case_104_a_slow_owner_whose_session_is_gone_cannot_finish_late() throws Exception {
        TenantId slow = next();
        CountDownLatch halted = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Tenants late = db.tenants(builder -> builder.hook(new ProvisioningHook() {
            @Override
            public void before(ProvisioningStep step, TenantId tenant, DSLContext dsl) {
                if (step == ProvisioningStep.ACTIVATION) {
                    terminate(dsl);
                    halted.countDown();
                    await(goOn);
                }
            }
        }));
        CompletableFuture<Tenant> answer = CompletableFuture.supplyAsync(() -> late.provision(slow));
        await(halted);

        db.tenants().provision(slow);
        db.tenants().suspend(slow);
        goOn.countDown();

        assertThatThrownBy(answer::join).cause().isInstanceOf(ProvisioningException.class);
        assertThat(db.tenants().find(slow).orElseThrow().status()).isEqualTo(TenantStatus.SUSPENDED);
        assertThat(db.tenants().find(slow).orElseThrow().error()).isEmpty();
    }

    private static TenantId next() {
        return TenantId.of("killed" + ++tenant);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void terminate(DSLContext session) {
        int pid = session.fetchOne("select pg_backend_pid()").get(0, Integer.class);
        assertThat(db.superuser().fetchValue("select pg_terminate_backend({0}, 30000)", DSL.val(pid)))
                .isEqualTo(true);
    }

    private record Terminating(String point) implements ProvisioningHook {

        @Override
        public void before(ProvisioningStep step, TenantId tenant, DSLContext dsl) {
            if (point.equals("before " + step)) {
                terminate(dsl);
            }
        }

        @Override
        public void after(ProvisioningStep step, TenantId tenant, DSLContext dsl) {
            if (point.equals("after " + step)) {
                terminate(dsl);
            }
        }
    }
}
