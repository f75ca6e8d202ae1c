package dev.tenancy.cli;

import dev.tenancy.TenantId;
import dev.tenancy.TenantStatus;
import dev.tenancy.flyway.Tenant;
import dev.tenancy.flyway.Tenants;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "status",
        header = "What the registry says of the tenants.",
        description = "%nOf all of them but the deleted ones, if no tenant and no status is given.",
        footer = {
            "  tenancy status",
            "  tenancy status acme globex",
            "  tenancy status --status FAILED --json | jq -r '.tenants[].tenant'"
        })
final class Status implements Command {

    @Parameters(paramLabel = "TENANT", description = "Their ids.")
    List<TenantId> ids = List.of();

    @Option(names = "--status", paramLabel = "STATUS", description = "Only these: ${COMPLETION-CANDIDATES}.")
    @Nullable
    TenantStatus only;

    @Override
    public Answer run(Call call) {
        Tenants tenants = call.tenants();
        return ids.isEmpty() ? all(tenants, call.database()) : named(tenants, call.database());
    }

    private Answer all(Tenants tenants, DatabaseUrl database) {
        Stream<Tenant> some = only == null
                ? tenants.stream().filter(tenant -> tenant.status() != TenantStatus.DELETED)
                : tenants.stream(only);
        List<Tenant> found = some.toList();
        if (found.isEmpty()) {
            Registry.require(tenants, database);
        }
        return Answer.of(
                Exit.DONE,
                () -> found.isEmpty() ? none(database) : text(found),
                Json.object("tenants", found.stream().map(TenantRows::json).toList()));
    }

    private String none(DatabaseUrl database) {
        return only == null
                ? "There is no tenant in " + database + " yet. Make one: tenancy provision TENANT."
                : "No tenant is " + only + " in " + database + ".";
    }

    private Answer named(Tenants tenants, DatabaseUrl database) {
        return Each.of(ids, Registry.known(tenants, database, id -> tenants.find(id)
                        .orElseThrow(() -> new RefusedException(
                                id, "Tenant '" + id + "' is not in the registry of " + database + "."))))
                .keep(tenant -> only == null || tenant.status() == only)
                .answer(Status::text, TenantRows::json);
    }

    private static String text(List<Tenant> found) {
        String errors = found.stream()
                .flatMap(tenant ->
                        tenant.error().stream().map(error -> "\n" + tenant.id() + ": " + Advice.inCommands(error)))
                .collect(Collectors.joining());
        return found.isEmpty() ? "" : TenantRows.table(found) + errors + "\n" + summary(found);
    }

    private static String summary(List<Tenant> found) {
        Map<TenantStatus, Long> counts = found.stream()
                .collect(Collectors.groupingBy(
                        Tenant::status, () -> new EnumMap<>(TenantStatus.class), Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", ", found.size() + (found.size() == 1 ? " tenant: " : " tenants: "), ""));
    }
}
