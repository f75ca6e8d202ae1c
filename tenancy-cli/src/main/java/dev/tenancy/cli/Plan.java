package dev.tenancy.cli;

import dev.tenancy.flyway.FleetPlan;
import dev.tenancy.flyway.ScriptPlan;
import dev.tenancy.lint.LintReport;
import dev.tenancy.lint.Severity;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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

    private static final LintReport NOTHING = new LintReport(0, List.of());

    @Option(names = "--check", description = "Exit code 1 also if something is pending.")
    boolean check;

    @Override
    public Answer run(Call call) {
        FleetPlan plan = call.tenants().fleet().plan();
        LintReport lint = lint(call, plan);
        return new Answer(exit(plan, lint), () -> text(plan, lint), () -> json(plan, lint));
    }

    /** A script that the lint cannot find, a Java migration say, is not looked at. */
    private static LintReport lint(Call call, FleetPlan plan) {
        Set<String> pending = plan.scripts().stream().map(ScriptPlan::script).collect(Collectors.toSet());
        if (pending.isEmpty()) {
            return NOTHING;
        }
        try {
            return ScriptLint.look(call, scripts -> scripts.released(script -> !pending.contains(script)));
        } catch (SettingException e) {
            Output.problem("The pending scripts were not looked at: " + e.getMessage());
            return NOTHING;
        }
    }

    private Exit exit(FleetPlan plan, LintReport lint) {
        boolean blocked =
                plan.tenants().stream().anyMatch(tenant -> tenant.problem().isPresent());
        boolean error = lint.findings().stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
        return blocked || error || check && !plan.upToDate() ? Exit.FAILED : Exit.DONE;
    }

    private static String text(FleetPlan plan, LintReport lint) {
        String found = lint.findings().isEmpty()
                ? ""
                : "\nLint of what is pending:\n" + lint.toString().indent(2).stripTrailing();
        return Advice.inCommands(plan.toString()) + found;
    }

    /** Both write their own JSON. */
    private static String json(FleetPlan plan, LintReport lint) {
        return "{\"plan\":" + plan.toJson() + ",\"lint\":" + lint.toJson() + "}";
    }
}
