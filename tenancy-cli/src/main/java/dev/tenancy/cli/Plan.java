package dev.tenancy.cli;

import dev.tenancy.flyway.FleetPlan;
import dev.tenancy.lint.Severity;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "plan",
        header = "What 'apply' would do: which scripts are pending where. Changes nothing.",
        description =
                "%nLooks at the pending scripts as 'lint' does. The exit code is 1 if a tenant cannot be migrated as it"
                        + " is, or the lint finds an error.",
        footer = {
            "  tenancy plan",
            "  tenancy plan --check      1 as well if anything is pending: has everything been applied?"
        })
final class Plan implements Command {

    @Option(names = "--check", description = "Exit code 1 also if something is pending.")
    boolean check;

    @Override
    public Answer run(Call call) {
        FleetPlan plan = Registry.plan(call.tenants(), call.database());
        return new Answer(exit(plan), () -> Advice.inCommands(plan.toString()), plan::toJson);
    }

    private Exit exit(FleetPlan plan) {
        boolean blocked =
                plan.tenants().stream().anyMatch(tenant -> tenant.problem().isPresent());
        boolean error = plan.lint().findings().stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
        return blocked || error || check && !plan.upToDate() ? Exit.FAILED : Exit.DONE;
    }
}
