package dev.tenancy.sample;

import static dev.tenancy.sample.Setting.APP_SECRET_ARN;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.tenancy.TenantLayout;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The owner's function: invoked directly with {@code {"action": "provision", "tenant": "acme"}}, or by CloudFormation as a
 * custom resource that bootstraps the database. It has no public route.
 *
 * <p>A direct invocation that fails throws, which Lambda reports as the invocation's error. A custom resource always
 * gets its answer; that is why a missing setting is not found out before the first event.
 */
public final class AdminHandler implements RequestStreamHandler {

    private final Supplier<Admin> start;
    private @Nullable Admin admin;

    /** For Lambda: configured by its environment. */
    public AdminHandler() {
        this(() -> {
            Log.install();
            Config config = Config.admin(System.getenv());
            return new Admin(
                    Database.forOwner(config),
                    TenantLayout.defaults(),
                    () -> Credentials.of(config.get(APP_SECRET_ARN)));
        });
    }

    /**
     * For everywhere else: a laptop, a test.
     *
     * @param owner gives connections of the owner login, at least 3 at a time
     * @param layout how tenants are laid out
     * @param app the login that serves requests
     */
    public AdminHandler(DataSource owner, TenantLayout layout, Credentials app) {
        this(() -> new Admin(owner, layout, () -> app));
    }

    private AdminHandler(Supplier<Admin> start) {
        this.start = start;
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        Map<String, Object> event = Json.event(input);
        Map<String, @Nullable Object> seen = new LinkedHashMap<>();
        seen.put("requestId", context.getAwsRequestId());
        seen.put("tenantId", event.get("tenant") instanceof String tenant ? tenant : null);
        try {
            Json.write(CustomResource.is(event) ? bootstrap(event, seen) : run(event, context, seen), output);
        } catch (RuntimeException failure) {
            Log.line("ERROR", "action failed", seen, failure);
            throw failure;
        }
    }

    private Map<String, Object> run(Map<String, Object> event, Context context, Map<String, @Nullable Object> seen) {
        seen.put("action", event.get("action"));
        Map<String, Object> answer = admin().run(event, context);
        seen.put("left", answer.get("left")); // of apply alone
        Log.line("INFO", "action", seen, null);
        return answer;
    }

    private Map<String, Object> bootstrap(Map<String, Object> event, Map<String, @Nullable Object> seen) {
        return new CustomResource(event).answer(() -> {
            admin().bootstrap();
            Log.line("INFO", "bootstrap", seen, null);
        });
    }

    private synchronized Admin admin() {
        if (admin == null) {
            admin = start.get();
        }
        return admin;
    }
}
