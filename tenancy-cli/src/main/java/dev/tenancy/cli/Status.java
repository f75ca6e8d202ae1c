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
        List<Tenant> found = ids.isEmpty() ? all(tenants).toList() : named(tenants);
        return Answer.of(
                Exit.DONE,
                () -> text(found, call.database()),
                Json.object("tenants", found.stream().map(TenantRows::json).toList()));
    }

    private Stream<Tenant> all(Tenants tenants) {
        return only == null
                ? tenants.stream().filter(tenant -> tenant.status() != TenantStatus.DELETED)
                : tenants.stream(only);
    }

    private List<Tenant> named(Tenants tenants) {
        return ids.stream()
                .map(id -> tenants.find(id)
                        .orElseThrow(() -> new RefusedException("Tenant '" + id + "' is not in the registry.")))
                .filter(tenant -> only == null || tenant.status() == only)
                .toList();
    }

    private String text(List<Tenant> found, DatabaseUrl database) {
        if (found.isEmpty()) {
            return only == null
                    ? "There is no tenant in " + database + " yet. Make one: tenancy provision TENANT."
                    : "No tenant " + (ids.isEmpty() ? "" : "of these ") + "is " + only + " in " + database + ".";
        }
        String errors = found.stream()
                .flatMap(tenant ->
                        tenant.error().stream().map(error -> "\n" + tenant.id() + ": " + Advice.inCommands(error)))
                .collect(Collectors.joining());
        return TenantRows.table(found) + errors + "\n" + summary(found);
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
