package dev.tenancy.cli;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.FleetPlan;
import dev.tenancy.flyway.TenantPlan;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "plan",
        header = "What 'apply' would do: which scripts are pending where. Changes nothing.",
        description = "%nThe exit code is 1 if a tenant cannot be migrated as it is.",
        footer = {
            "  tenancy plan",
            "  tenancy plan acme globex",
            "  tenancy plan --check      1 as well if anything is pending: has everything been applied?"
        })
final class Plan implements Command {

    @Parameters(paramLabel = "TENANT", description = "Only these; without any, all ACTIVE and SUSPENDED ones.")
    List<TenantId> ids = List.of();

    @Option(names = "--check", description = "Exit code 1 also if something is pending.")
    boolean check;

    @Override
    public Answer run(Call call) {
        FleetPlan plan = of(call.tenants().fleet().plan(), ids);
        return new Answer(exit(plan), () -> Advice.inCommands(plan.toString()), plan::toJson);
    }

    private Exit exit(FleetPlan plan) {
        boolean blocked =
                plan.tenants().stream().anyMatch(tenant -> tenant.problem().isPresent());
        return blocked || check && !plan.upToDate() ? Exit.FAILED : Exit.DONE;
    }

    static FleetPlan of(FleetPlan plan, List<TenantId> ids) {
        List<TenantId> planned = plan.tenants().stream().map(TenantPlan::tenant).toList();
        ids.stream().filter(id -> !planned.contains(id)).findFirst().ifPresent(id -> {
            throw new RefusedException("Tenant '" + id + "' cannot be migrated: it is neither ACTIVE nor SUSPENDED."
                    + " See: tenancy status " + id + ".");
        });
        return ids.isEmpty() ? plan : plan.only(ids);
    }
}
