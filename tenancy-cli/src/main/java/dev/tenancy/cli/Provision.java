package dev.tenancy.cli;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.ProvisionOptions;
import dev.tenancy.flyway.Tenants;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "provision",
        header = "Makes tenants: role, schema, rights, tables. May be repeated; resumes where it stopped.",
        footer = {"  tenancy provision acme", "  tenancy provision acme globex --migrations app.jar!/db/tenant --json"})
final class Provision implements Command {

    @Parameters(arity = "1..*", paramLabel = "TENANT", description = "Their ids.")
    List<TenantId> ids = List.of();

    @Option(names = "--adopt-existing", description = "Takes a schema and a role that are there already.")
    boolean adoptExisting;

    @Option(names = "--allow-look-alike", description = "Allows an id that differs from another in - and _ only.")
    boolean allowLookAlike;

    @Override
    public Answer run(Call call) {
        Tenants tenants = call.tenants();
        ProvisionOptions options = options();
        return Each.of(ids, id -> tenants.provision(id, options)).answer(TenantRows::table, TenantRows::json);
    }

    private ProvisionOptions options() {
        ProvisionOptions options = ProvisionOptions.defaults();
        options = adoptExisting ? options.adoptExisting() : options;
        return allowLookAlike ? options.allowLookAlike() : options;
    }
}
