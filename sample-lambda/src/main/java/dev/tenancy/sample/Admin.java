package dev.tenancy.sample;

import com.amazonaws.services.lambda.runtime.Context;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.flyway.Fleet;
import dev.tenancy.flyway.FleetOptions;
import dev.tenancy.flyway.FleetPlan;
import dev.tenancy.flyway.FleetReport;
import dev.tenancy.flyway.TenantMigration;
import dev.tenancy.flyway.Tenants;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** What the owner can do, by the name of the action. Each takes the event's fields and gives the answer's. */
final class Admin {

    private interface Action {
        Map<String, Object> run(Map<String, Object> event, Context context);
    }

    private final DataSource owner;
    private final TenantLayout layout;
    private final Supplier<Credentials> app;
    private final Supplier<Tenants> tenants;
    private final Map<String, Action> actions = new TreeMap<>();

    Admin(DataSource owner, TenantLayout layout, Supplier<Credentials> app) {
        this.owner = owner;
        this.layout = layout;
        this.app = app;
        this.tenants = () -> Tenants.builder(owner)
                .layout(layout)
                .sharedLocations("classpath:db/shared")
                .locations("classpath:db/tenant")
                .appLogin(app.get().username())
                .build();
        actions.put("bootstrap", (event, context) -> bootstrap());
        actions.put(
                "provision", (event, context) -> AdminAnswer.of(tenants.get().provision(id(event))));
        actions.put("migrate", (event, context) -> AdminAnswer.of(tenants.get().migrate(id(event))));
        actions.put("suspend", (event, context) -> AdminAnswer.of(tenants.get().suspend(id(event))));
        actions.put("resume", (event, context) -> AdminAnswer.of(tenants.get().resume(id(event))));
        actions.put(
                "deprovision", (event, context) -> AdminAnswer.of(tenants.get().deprovision(id(event))));
        actions.put("doctor", (event, context) -> AdminAnswer.of(tenants.get().doctor()));
        actions.put(
                "plan", (event, context) -> AdminAnswer.of(tenants.get().fleet().plan()));
        actions.put("apply", (event, context) -> AdminAnswer.of(apply(context)));
    }

    /** @throws IllegalArgumentException if there is no such action, or it lacks a field */
    Map<String, Object> run(Map<String, Object> event, Context context) {
        Object action = event.get("action");
        if (!(action instanceof String name) || !actions.containsKey(name)) {
            throw new IllegalArgumentException("No such action: " + action + ". Give {\"action\": one of "
                    + String.join(", ", actions.keySet()) + ", \"tenant\": its id}.");
        }
        return actions.get(name).run(event, context);
    }

    /** What a deployment needs before its first tenant: the app login, the registry, shared tables. Safe to repeat. */
    Map<String, Object> bootstrap() {
        AppLogin.make(owner, layout, app.get());
        tenants.get().prepare();
        return Map.of("appLogin", app.get().username());
    }

    /**
     * Starts no tenant in the last fifth of the invocation's time, 3 of Lambda's 15 minutes: those in flight shall end. One
     * that does not is ended by Lambda, rolled back by PostgreSQL, and found by the next plan.
     */
    private FleetReport apply(Context context) {
        Fleet fleet = tenants.get().fleet();
        FleetPlan plan = fleet.plan();
        Duration timeLeft = Duration.ofMillis(Math.max(1, context.getRemainingTimeInMillis()));
        Duration limit = timeLeft.multipliedBy(4).dividedBy(5);
        FleetReport report =
                fleet.apply(plan, FleetOptions.builder().timeLimit(limit).build());
        report.outcomes().forEach(outcome -> log(outcome, context));
        return report;
    }

    private static void log(TenantMigration outcome, Context context) {
        AdminAnswer.problem(outcome).ifPresent(problem -> {
            Map<String, String> line = new LinkedHashMap<>();
            line.put("requestId", context.getAwsRequestId());
            line.put("tenantId", outcome.tenant().value());
            line.put("problem", problem);
            Log.line("ERROR", "tenant not migrated", line, null);
        });
    }

    private static TenantId id(Map<String, Object> event) {
        if (event.get("tenant") instanceof String id) {
            return TenantId.of(id);
        }
        throw new IllegalArgumentException("The field \"tenant\" is missing.");
    }
}
