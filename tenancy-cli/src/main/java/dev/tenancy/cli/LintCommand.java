package dev.tenancy.cli;

import dev.tenancy.lint.LintReport;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "lint",
        header = "Looks at tenants' scripts for what fails, reaches out or makes others wait. Needs no database.",
        description = "%nThe exit code is 1 if there is an error or a warning. A comment in a script allows a finding:"
                + " -- tenancy:allow RULE: why.",
        footer = {"  tenancy lint", "  tenancy lint --since 7 --migrations src/main/resources/db/tenant"})
final class LintCommand implements Command {

    @Option(
            names = "--since",
            paramLabel = "VERSION",
            description =
                    "Scripts up to this version were released: they cannot be changed, and are not complained of.")
    @Nullable
    String since;

    @Override
    public Set<Setting> settings() {
        return EnumSet.of(Setting.MIGRATIONS);
    }

    @Override
    public Answer run(Call call) {
        String released = since;
        LintReport report = ScriptLint.look(call, scripts -> released == null ? scripts : scripts.since(released));
        return new Answer(report.clean() ? Exit.DONE : Exit.FAILED, report::toString, report::toJson);
    }
}
