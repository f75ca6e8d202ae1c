package dev.tenancy.cli;

import dev.tenancy.flyway.ProvisioningStep;
import dev.tenancy.flyway.Tenant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tenants as the registry knows them, as a table and as JSON. */
final class TenantRows {

    private TenantRows() {}

    static String table(List<Tenant> tenants) {
        if (tenants.isEmpty()) {
            return "";
        }
        Table table = new Table("TENANT", "STATUS", "VERSION", "SCHEMA", "SINCE");
        tenants.forEach(tenant -> table.row(
                tenant.id().value(),
                tenant.status().name(),
                tenant.version().orElse("-"),
                tenant.schema().value(),
                tenant.updatedAt().truncatedTo(ChronoUnit.SECONDS).toString()));
        return table.toString();
    }

    static Map<String, @Nullable Object> json(Tenant tenant) {
        return Json.object(
                "tenant", tenant.id().value(),
                "status", tenant.status().name(),
                "version", tenant.version().orElse(null),
                "schema", tenant.schema().value(),
                "step", tenant.step().map(ProvisioningStep::name).orElse(null),
                "error", tenant.error().orElse(null),
                "createdAt", tenant.createdAt().toString(),
                "updatedAt", tenant.updatedAt().toString());
    }
}
