package dev.tenancy.sample;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.Retry;
import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.TenantRegistry;
import dev.tenancy.sample.generated.tenant.Tenant;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Answers the items API: an event of API Gateway's REST proxy integration in, its answer out.
 *
 * <p>Everything is built once, in Lambda's init, and kept; no connection is opened before the first request. Safe for any
 * thread.
 */
public final class ItemsHandler implements RequestStreamHandler {

    /** A suspended tenant is refused by PostgreSQL at once; a resumed one is served this much later at most. */
    private static final Duration REGISTRY_IS_REMEMBERED = Duration.ofSeconds(5);

    /** The newest script of db/tenant that this code cannot do without; a tenant that is behind gets 503. */
    private static final String NEEDED_VERSION = "1";

    private final RequestTenant requestTenant;
    private final Items items;
    private final Router router;

    @SuppressWarnings("UnusedVariable") // kept: the registry of hooks would let it be collected
    private @Nullable SnapStart snapStart;

    /**
     * For Lambda: configured by its environment.
     *
     * @throws IllegalStateException naming every variable that is missing or wrong
     */
    public ItemsHandler() {
        this(config());
    }

    private static Config config() {
        Log.install();
        return Config.items(System.getenv());
    }

    private ItemsHandler(Config config) {
        this(config, Database.forRequests(config));
    }

    private ItemsHandler(Config config, HikariDataSource pool) {
        this(pool, TenantLayout.defaults(), config.tenantClaim());
        this.snapStart = SnapStart.register(pool, items::prime);
    }

    /**
     * For everywhere else: a laptop, a test.
     *
     * @param app gives connections of the app login
     * @param layout how tenants are laid out
     * @param tenantClaim the authorizer's claim that holds the tenant's id; empty if there is no authorizer
     */
    public ItemsHandler(DataSource app, TenantLayout layout, Optional<String> tenantClaim) {
        Tenancy tenancy = Tenancy.builder(app)
                .layout(layout)
                .schema(Tenant.TENANT)
                .registry(TenantRegistry.table(app, layout).cached(REGISTRY_IS_REMEMBERED))
                .requires(NEEDED_VERSION)
                .retry(Retry.upTo(2))
                .build();
        this.requestTenant = new RequestTenant(tenantClaim);
        this.items = new Items(tenancy);
        this.router = items.routes();
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        long start = System.nanoTime();
        Map<String, @Nullable Object> seen = new LinkedHashMap<>();
        seen.put("requestId", context.getAwsRequestId());
        ApiResponse response = answer(new ApiRequest(Json.event(input)), context, seen);
        seen.put("status", response.status());
        seen.put("ms", (System.nanoTime() - start) / 1_000_000);
        Log.line("INFO", "request", seen, null);
        Json.write(response.event(), output);
    }

    private ApiResponse answer(ApiRequest request, Context context, Map<String, @Nullable Object> seen) {
        String correlationId = request.requestId().isEmpty() ? context.getAwsRequestId() : request.requestId();
        seen.put("correlationId", correlationId);
        try {
            return withCommonHeaders(route(request, context, seen), correlationId);
        } catch (RuntimeException failure) {
            Problem problem = Failures.problem(failure);
            if (problem.status() >= 500) {
                Log.line("ERROR", "request failed", seen, failure);
            }
            return withCommonHeaders(problem.response(correlationId), correlationId);
        }
    }

    private ApiResponse route(ApiRequest request, Context context, Map<String, @Nullable Object> seen) {
        Router.Found found = router.find(request);
        seen.put("route", request.method() + " " + found.template());
        TenantId tenant = requestTenant.of(request, context.getTenantId());
        seen.put("tenantId", tenant.value());
        Media.checkAccept(request);
        return found.action().apply(new Call(tenant, request, found.parameters()));
    }

    private static ApiResponse withCommonHeaders(ApiResponse response, String correlationId) {
        return response.header("Cache-Control", "private, no-cache")
                .header("Vary", RequestTenant.HEADER)
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Correlation-ID", correlationId);
    }
}
