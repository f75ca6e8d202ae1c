package dev.tenancy.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tenancy.TenantId;
import dev.tenancy.TenantStatus;
import dev.tenancy.test.PostgresExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EnsureTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final Db db = new Db(postgres, false);

    @Test
    void it_is_off_unless_it_is_allowed() {
        assertThatThrownBy(() -> db.tenants().ensure(TenantId.of("stranger")))
                .isInstanceOf(TenantsConfigurationException.class)
                .hasMessageContaining("whoever chooses an id could create schemas")
                .hasMessageContaining("ensureOnAccess(..)");
        assertThat(db.schemaExists(TenantId.of("stranger"))).isFalse();
    }

    @Test
    void many_callers_of_a_new_tenant_get_it_after_one_provisioning() throws InterruptedException {
        AtomicInteger made = new AtomicInteger();
        Tenants tenants = db.tenants(builder ->
                builder.ensureOnAccess(Duration.ofSeconds(30)).seed((tenant, dsl) -> made.incrementAndGet()));
        ExecutorService threads = Executors.newFixedThreadPool(20);
        List<CompletableFuture<Throwable>> answers = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> catchThrowable(() -> tenants.ensure(TenantId.of("popular"))), threads))
                .toList();

        assertThat(answers).extracting(CompletableFuture::join).containsOnlyNulls();
        assertThat(made).hasValue(1);
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void who_waited_long_enough_is_told_when_to_ask_again() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Tenants tenants = db.tenants(
                builder -> builder.ensureOnAccess(Duration.ofMillis(200)).hook(new ProvisioningHook() {
                    @Override
                    public void before(ProvisioningStep step, TenantId tenant, DSLContext dsl) {
                        if (step == ProvisioningStep.MIGRATIONS) {
                            begun.countDown();
                            await(goOn);
                        }
                    }
                }));
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> tenants.ensure(TenantId.of("slow")));
        await(begun);

        assertThatThrownBy(() -> tenants.ensure(TenantId.of("slow")))
                .isInstanceOfSatisfying(TenantNotReadyException.class, e -> assertThat(e.retryAfter())
                        .isEqualTo(Duration.ofSeconds(1)))
                .hasMessage("Tenant 'slow' is being provisioned and not ready yet. Ask again in 1 s.");
        goOn.countDown();
        first.join();
        tenants.ensure(TenantId.of("slow"));
        assertThat(tenants.find(TenantId.of("slow")).orElseThrow().status()).isEqualTo(TenantStatus.ACTIVE);
    }

    @Test
    void a_tenant_found_active_costs_no_connection_for_a_while() {
        Tenants tenants = db.tenants(builder -> builder.ensureOnAccess(Duration.ofSeconds(5)));
        tenants.ensure(TenantId.of("cached"));
        String owner = String.valueOf(postgres.ownerDataSource().getUser());
        db.superuser().execute("alter role {0} connection limit 0", DSL.name(owner));
        try {
            tenants.ensure(TenantId.of("cached"));
            assertThatThrownBy(() -> tenants.ensure(TenantId.of("uncached")))
                    .isInstanceOf(OwnerConnectionException.class);
        } finally {
            db.superuser().execute("alter role {0} connection limit -1", DSL.name(owner));
        }
    }

    @Test
    void a_suspended_or_removed_tenant_is_not_made_again() {
        TenantId tenant = TenantId.of("ended");
        Tenants tenants = db.tenants(builder -> builder.ensureOnAccess(Duration.ofSeconds(5)));
        db.tenants().provision(tenant);
        db.tenants().suspend(tenant);

        assertThatThrownBy(() -> tenants.ensure(tenant)).isInstanceOf(TenantStateException.class);
        db.tenants().deprovision(tenant);
        assertThatThrownBy(() -> tenants.ensure(tenant)).isInstanceOf(TenantStateException.class);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
