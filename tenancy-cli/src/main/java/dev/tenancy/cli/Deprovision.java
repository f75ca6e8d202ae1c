package dev.tenancy.cli;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.DeletionReceipt;
import dev.tenancy.flyway.Tenants;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "deprovision",
        header = "Removes suspended tenants for good: tables, schema, role. Their ids are never used again.",
        description = "%nAsks for each tenant's id to be typed before anything is removed.",
        footer = {"  tenancy deprovision acme", "  tenancy deprovision acme --yes --json > acme-deleted.json"})
final class Deprovision implements Command {

    @Parameters(arity = "1..*", paramLabel = "TENANT", description = "Their ids.")
    List<TenantId> ids = List.of();

    @Mixin
    Confirmation confirmation = new Confirmation();

    @Override
    public Answer run(Call call) {
        ids.forEach(id -> confirmation.ask(
                List.of(id),
                "Deprovisioning removes tenant '" + id + "' of " + call.database()
                        + " for good: its tables, its schema, its role.",
                id.value()));
        Tenants tenants = call.tenants();
        return Each.of(ids, Registry.known(tenants, call.database(), tenants::deprovision))
                .answer(Deprovision::text, Deprovision::json);
    }

    private static String text(List<DeletionReceipt> receipts) {
        return receipts.stream().map(Deprovision::text).collect(Collectors.joining("\n"));
    }

    private static String text(DeletionReceipt receipt) {
        Table table = new Table("TABLE", "ROWS");
        receipt.rows().forEach((name, rows) -> table.row(name, String.valueOf(rows)));
        return "Tenant '" + receipt.tenant() + "' is gone since " + receipt.deletedAt() + ". It had:\n" + table;
    }

    private static Map<String, @Nullable Object> json(DeletionReceipt receipt) {
        return Json.object(
                "tenant", receipt.tenant().value(),
                "deletedAt", receipt.deletedAt().toString(),
                "rows", receipt.rows());
    }
}
