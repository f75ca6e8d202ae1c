package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Provisioning on first access: one caller does it, the others of this process wait for that one. */
final class Ensuring {

    private static final int REMEMBERED = 10_000;
    private static final Duration REMEMBERED_FOR = Duration.ofSeconds(30);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final @Nullable Duration wait;
    private final Tenants tenants;
    private final Map<TenantId, CompletableFuture<Tenant>> running = new ConcurrentHashMap<>();
    private final Map<TenantId, Long> activeAt = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TenantId, Long> eldest) {
            return size() > REMEMBERED;
        }
    });

    Ensuring(@Nullable Duration wait, Tenants tenants) {
        this.wait = wait;
        this.tenants = tenants;
    }

    void ensure(TenantId tenant) {
        if (wait == null) {
            throw new TenantsConfigurationException("Tenants are not made on access: whoever chooses an id could create"
                    + " schemas. If an authorizer vouches for the ids, allow it with ensureOnAccess(..).");
        }
        if (!remembered(tenant)) {
            await(tenant, wait);
        }
    }

    private void await(TenantId tenant, Duration wait) {
        CompletableFuture<Tenant> mine = new CompletableFuture<>();
        CompletableFuture<Tenant> first = running.putIfAbsent(tenant, mine);
        if (first == null) {
            provision(tenant, mine);
        } else {
            join(tenant, first, wait);
        }
    }

    private void provision(TenantId tenant, CompletableFuture<Tenant> result) {
        try {
            result.complete(tenants.provision(tenant));
            activeAt.put(tenant, System.nanoTime());
        } catch (TenantBusyException e) {
            TenantNotReadyException notReady = new TenantNotReadyException(tenant, RETRY_AFTER, e);
            result.completeExceptionally(notReady);
            throw notReady;
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
            throw e;
        } finally {
            running.remove(tenant, result);
        }
    }

    private static void join(TenantId tenant, CompletableFuture<Tenant> first, Duration wait) {
        try {
            first.get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new TenantNotReadyException(tenant, RETRY_AFTER, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TenantNotReadyException(tenant, RETRY_AFTER, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private boolean remembered(TenantId tenant) {
        Long at = activeAt.get(tenant);
        return at != null && System.nanoTime() - at < REMEMBERED_FOR.toNanos();
    }
}
