package dev.tenancy.sample;

import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.flyway.DeletionReceipt;
import dev.tenancy.flyway.Diagnosis;
import dev.tenancy.flyway.Tenant;
import dev.tenancy.flyway.TenantMigration;
import dev.tenancy.flyway.Tenants;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** What the owner can do, by the name of the action. Each takes the event's fields and gives the answer's. */
final class Admin {

    private final DataSource owner;
    private final Supplier<Credentials> app;
    private final Supplier<Tenants> tenants;
    private final Map<String, Function<Map<String, Object>, Map<String, Object>>> actions = new TreeMap<>();

    Admin(DataSource owner, TenantLayout layout, Supplier<Credentials> app) {
        this.owner = owner;
        this.app = app;
        this.tenants = () -> Tenants.builder(owner)
                .layout(layout)
                .locations("classpath:db/tenant")
                .appLogin(app.get().username())
                .build();
        actions.put("bootstrap", event -> bootstrap());
        actions.put("provision", event -> tenant(tenants.get().provision(id(event))));
        actions.put("migrate", event -> migration(tenants.get().migrate(id(event))));
        actions.put("suspend", event -> tenant(tenants.get().suspend(id(event))));
        actions.put("resume", event -> tenant(tenants.get().resume(id(event))));
        actions.put("deprovision", event -> receipt(tenants.get().deprovision(id(event))));
        actions.put("doctor", event -> diagnosis(tenants.get().doctor()));
    }

    /** @throws IllegalArgumentException if there is no such action, or it lacks a field */
    Map<String, Object> run(Map<String, Object> event) {
        Object action = event.get("action");
        if (!(action instanceof String name) || !actions.containsKey(name)) {
            throw new IllegalArgumentException("No such action: " + action + ". Give {\"action\": one of "
                    + String.join(", ", actions.keySet()) + ", \"tenant\": its id}.");
        }
        return actions.get(name).apply(event);
    }

    /** What a deployment needs before its first tenant: the app login and the registry. Safe to repeat. */
    Map<String, Object> bootstrap() {
        try {
            AppLogin.make(owner, app.get());
        } catch (SQLException e) {
            throw new IllegalStateException("The app login was not made: " + e.getMessage(), e);
        }
        tenants.get().prepare();
        return Map.of("appLogin", app.get().username());
    }

    private static TenantId id(Map<String, Object> event) {
        if (event.get("tenant") instanceof String id) {
            return TenantId.of(id);
        }
        throw new IllegalArgumentException("The field \"tenant\" is missing.");
    }

    private static Map<String, Object> tenant(Tenant tenant) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("tenant", tenant.id().value());
        answer.put("schema", tenant.schema().value());
        answer.put("status", tenant.status().name());
        answer.put("version", tenant.version().orElse(null));
        return answer;
    }

    private static Map<String, Object> migration(TenantMigration migration) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("tenant", migration.tenant().value());
        if (migration instanceof TenantMigration.Migrated migrated) {
            answer.put("outcome", "MIGRATED");
            answer.put("version", migrated.to().orElse(null));
            answer.put("scripts", migrated.scripts());
        } else if (migration instanceof TenantMigration.UpToDate current) {
            answer.put("outcome", "UP_TO_DATE");
            answer.put("version", current.version().orElse(null));
        } else if (migration instanceof TenantMigration.Failed failed) {
            answer.put("outcome", "FAILED");
            answer.put("error", failed.error().message());
        }
        return answer;
    }

    private static Map<String, Object> receipt(DeletionReceipt receipt) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("tenant", receipt.tenant().value());
        answer.put("deletedAt", receipt.deletedAt().toString());
        answer.put("rows", receipt.rows());
        return answer;
    }

    private static Map<String, Object> diagnosis(Diagnosis diagnosis) {
        List<Map<String, Object>> findings =
                diagnosis.findings().stream().map(Admin::finding).toList();
        return Map.of("healthy", diagnosis.healthy(), "findings", findings);
    }

    private static Map<String, Object> finding(Diagnosis.Finding finding) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("kind", finding.kind().name());
        answer.put("tenant", finding.tenant().map(TenantId::value).orElse(null));
        answer.put("problem", finding.problem());
        answer.put("mend", finding.mend());
        return answer;
    }
}
