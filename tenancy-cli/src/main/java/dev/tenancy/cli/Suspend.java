package dev.tenancy.cli;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.Tenants;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "suspend",
        header = "Stops serving tenants, at once; nothing is lost.",
        description = "%nOpen transactions of the tenant fail at their next statement. Asks before it does.",
        footer = {"  tenancy suspend acme", "  tenancy suspend acme --yes      in a script"})
final class Suspend implements Command {

    @Parameters(arity = "1..*", paramLabel = "TENANT", description = "Their ids.")
    List<TenantId> ids = List.of();

    @Mixin
    Confirmation confirmation = new Confirmation();

    @Override
    public Answer run(Call call) {
        String names = ids.stream().map(id -> "'" + id + "'").collect(Collectors.joining(", "));
        confirmation.ask(ids, "Suspending stops " + names + " of " + call.database() + " at once.", "yes");
        Tenants tenants = call.tenants();
        return Each.of(ids, Registry.known(tenants, call.database(), tenants::suspend))
                .answer(TenantRows::table, TenantRows::json);
    }
}
