package dev.tenancy.sample;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.DeletionReceipt;
import dev.tenancy.flyway.Diagnosis;
import dev.tenancy.flyway.FleetPlan;
import dev.tenancy.flyway.FleetReport;
import dev.tenancy.flyway.PlanState;
import dev.tenancy.flyway.ScriptPlan;
import dev.tenancy.flyway.Tenant;
import dev.tenancy.flyway.TenantMigration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the admin function says. */
final class AdminAnswer {

    /** Of the whole fleet only so many: an answer of Lambda has at most 6 MB. Each of them is in the log. */
    private static final int MOST_PROBLEMS = 20;

    private AdminAnswer() {}

    static Map<String, Object> of(Tenant tenant) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("tenant", tenant.id().value());
        answer.put("schema", tenant.schema().value());
        answer.put("status", tenant.status().name());
        answer.put("version", tenant.version().orElse(null));
        return answer;
    }

    static Map<String, Object> of(DeletionReceipt receipt) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("tenant", receipt.tenant().value());
        answer.put("deletedAt", receipt.deletedAt().toString());
        answer.put("rows", receipt.rows());
        return answer;
    }

    static Map<String, Object> of(Diagnosis diagnosis) {
        return Map.of(
                "healthy",
                diagnosis.healthy(),
                "findings",
                diagnosis.findings().stream().map(AdminAnswer::of).toList());
    }

    private static Map<String, Object> of(Diagnosis.Finding finding) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("kind", finding.kind().name());
        answer.put("tenant", finding.tenant().map(TenantId::value).orElse(null));
        answer.put("problem", finding.problem());
        answer.put("mend", finding.mend());
        return answer;
    }

    static Map<String, Object> of(FleetPlan plan) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("upToDate", plan.upToDate());
        answer.put("tenants", plan.tenants().size());
        answer.put("pending", plan.tenants(PlanState.PENDING).size());
        answer.put("scripts", plan.scripts().stream().map(AdminAnswer::of).toList());
        answer.put(
                "problems",
                plan.tenants().stream()
                        .filter(tenant -> tenant.problem().isPresent())
                        .limit(MOST_PROBLEMS)
                        .map(tenant -> of(tenant.tenant(), tenant.problem().orElseThrow()))
                        .toList());
        return answer;
    }

    private static Map<String, Object> of(ScriptPlan script) {
        return Map.of("script", script.script(), "tenants", script.tenants());
    }

    static Map<String, Object> of(FleetReport report) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("ended", report.ended().name());
        answer.put("migrated", report.migrated());
        answer.put("failed", report.failed() + report.refused());
        answer.put("left", report.remaining().size());
        answer.put(
                "problems",
                report.outcomes().stream()
                        .filter(outcome -> problem(outcome).isPresent())
                        .limit(MOST_PROBLEMS)
                        .map(outcome -> of(outcome.tenant(), problem(outcome).orElseThrow()))
                        .toList());
        return answer;
    }

    static Map<String, Object> of(TenantMigration migration) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("tenant", migration.tenant().value());
        answer.put("outcome", migration.getClass().getSimpleName());
        if (migration instanceof TenantMigration.Migrated migrated) {
            answer.put("version", migrated.to().orElse(null));
            answer.put("scripts", migrated.scripts());
        } else if (migration instanceof TenantMigration.UpToDate current) {
            answer.put("version", current.version().orElse(null));
        }
        problem(migration).ifPresent(problem -> answer.put("problem", problem));
        return answer;
    }

    /** What a person must see to. */
    static Optional<String> problem(TenantMigration outcome) {
        if (outcome instanceof TenantMigration.Failed failed) {
            return Optional.of(failed.error().message());
        }
        return outcome instanceof TenantMigration.Refused refused ? Optional.of(refused.why()) : Optional.empty();
    }

    private static Map<String, Object> of(TenantId tenant, String problem) {
        return Map.of("tenant", tenant.value(), "problem", problem);
    }
}
