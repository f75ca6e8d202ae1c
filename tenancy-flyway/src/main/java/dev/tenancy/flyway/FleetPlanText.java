package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.lint.internal.Json;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A plan for people and for programs. */
final class FleetPlanText {

    private static final int NAMED = 5;
    private static final int PROBLEMS = 20;

    private FleetPlanText() {}

    static String of(FleetPlan plan) {
        StringBuilder text = new StringBuilder("Plan of " + plan.at().truncatedTo(ChronoUnit.SECONDS) + ": "
                + tenants(plan.tenants().size()) + ".");
        states(plan)
                .forEach((state, count) -> text.append(String.format(
                        Locale.ROOT,
                        "\n  %-17s %,7d  %s",
                        state,
                        count,
                        named(plan.tenants(state).stream()
                                .map(TenantPlan::tenant)
                                .toList()))));
        if (!plan.scripts().isEmpty()) {
            text.append("\nPending:");
            plan.scripts().forEach(script -> text.append("\n  ").append(line(script)));
        }
        problems(plan, text);
        plan.leftOut().forEach((status, ids) -> text.append("\nNot in the plan, because ")
                .append(status)
                .append(": ")
                .append(named(ids)));
        return text.append(PlanLint.text(plan.lint())).toString();
    }

    private static String line(ScriptPlan script) {
        return script.script() + " in " + tenants(script.tenants()) + ", " + script.engine() + ": " + script.why();
    }

    private static void problems(FleetPlan plan, StringBuilder text) {
        List<TenantPlan> wrong = plan.tenants().stream()
                .filter(tenant -> tenant.problem().isPresent())
                .toList();
        if (!wrong.isEmpty()) {
            text.append("\nWill not be migrated:");
            wrong.stream().limit(PROBLEMS).forEach(tenant -> text.append("\n  ")
                    .append(tenant.tenant())
                    .append(": ")
                    .append(tenant.problem().orElseThrow()));
            if (wrong.size() > PROBLEMS) {
                text.append("\n  and ").append(wrong.size() - PROBLEMS).append(" more");
            }
        }
    }

    private static Map<PlanState, Integer> states(FleetPlan plan) {
        Map<PlanState, Integer> states = new java.util.EnumMap<>(PlanState.class);
        plan.tenants().forEach(tenant -> states.merge(tenant.state(), 1, Integer::sum));
        return states;
    }

    static String tenants(int count) {
        return count == 1 ? "1 tenant" : String.format(Locale.ROOT, "%,d tenants", count);
    }

    static String named(Collection<TenantId> tenants) {
        String first = tenants.stream().limit(NAMED).map(TenantId::value).collect(Collectors.joining(", "));
        return tenants.size() <= NAMED
                ? first
                : first + String.format(Locale.ROOT, " and %,d more", tenants.size() - NAMED);
    }

    static String json(FleetPlan plan) {
        Map<String, Object> leftOut = new LinkedHashMap<>();
        plan.leftOut().forEach((status, ids) -> leftOut.put(status.name(), values(ids)));
        return new JsonText()
                .with("at", plan.at().toString())
                .with(
                        "states",
                        states(plan).entrySet().stream()
                                .collect(Collectors.toMap(
                                        state -> state.getKey().name(),
                                        Map.Entry::getValue,
                                        (one, other) -> one,
                                        LinkedHashMap::new)))
                .with(
                        "scripts",
                        plan.scripts().stream().map(FleetPlanText::json).toList())
                .with(
                        "tenants",
                        plan.tenants().stream().map(FleetPlanText::json).toList())
                .with("leftOut", leftOut)
                .with("lint", new Json.Written(plan.lint().toJson()))
                .toString();
    }

    private static Map<String, Object> json(ScriptPlan script) {
        return new JsonText()
                .with("script", script.script())
                .with("engine", script.engine().name())
                .with("why", script.why())
                .with("tenants", script.tenants())
                .object();
    }

    private static Map<String, Object> json(TenantPlan tenant) {
        return new JsonText()
                .with("tenant", tenant.tenant().value())
                .with("status", tenant.status().name())
                .with("state", tenant.state().name())
                .with("version", tenant.version())
                .with("pending", tenant.pending())
                .with("problem", tenant.problem())
                .object();
    }

    private static List<String> values(List<TenantId> ids) {
        return ids.stream().map(TenantId::value).toList();
    }
}
