package dev.tenancy.cli;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.Tenants;
import java.util.List;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "resume",
        header = "Serves suspended tenants again.",
        footer = "  tenancy resume acme")
final class Resume implements Command {

    @Parameters(arity = "1..*", paramLabel = "TENANT", description = "Their ids.")
    List<TenantId> ids = List.of();

    @Override
    public Answer run(Call call) {
        Tenants tenants = call.tenants();
        return Each.of(ids, Registry.known(tenants, call.database(), tenants::resume))
                .answer(TenantRows::table, TenantRows::json);
    }
}
