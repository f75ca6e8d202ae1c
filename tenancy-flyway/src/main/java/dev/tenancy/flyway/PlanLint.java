package dev.tenancy.flyway;

import dev.tenancy.TenantLayout;
import dev.tenancy.lint.Lint;
import dev.tenancy.lint.LintReport;
import dev.tenancy.lint.MigrationScript;
import dev.tenancy.lint.MigrationScripts;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What the lint says of a plan's pending scripts. */
final class PlanLint {

    private PlanLint() {}

    /** A lint that knows the layout's names. */
    static Lint of(TenantLayout layout) {
        return Lint.builder()
                .tenantSchemas(schema -> layout.tenantOf(schema).isPresent())
                .sharedSchema(layout.sharedSchema())
                .templateSchema(layout.templateSchema())
                .build();
    }

    static LintReport of(Lint lint, List<MigrationScript> all, List<ScriptPlan> pending) {
        Set<String> names = pending.stream().map(ScriptPlan::script).collect(Collectors.toSet());
        return names.isEmpty()
                ? new LintReport(0, List.of())
                : lint.check(MigrationScripts.inOrder(all).released(script -> !names.contains(script)));
    }

    /** Below the plan's table; empty if there is nothing to say. */
    static String text(LintReport report) {
        return report.findings().isEmpty()
                ? ""
                : "\nLint of what is pending:\n" + report.toString().indent(2).stripTrailing();
    }
}
