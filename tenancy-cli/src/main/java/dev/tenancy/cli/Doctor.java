package dev.tenancy.cli;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.Diagnosis;
import java.util.Map;
import org.jspecify.annotations.Nullable;

@picocli.CommandLine.Command(
        name = "doctor",
        header = "Looks for all that is not as it should be, and says how to mend it. Changes nothing.",
        description = "%nThe exit code is 1 if something was found.",
        footer = {"  tenancy doctor", "  tenancy doctor --json | jq -r '.findings[].mend'"})
final class Doctor implements Command {

    @Override
    public Answer run(Call call) {
        Diagnosis diagnosis = call.tenants().doctor();
        return Answer.of(
                diagnosis.healthy() ? Exit.DONE : Exit.FAILED,
                () -> Advice.inCommands(diagnosis.toString()),
                Json.object(
                        "healthy",
                        diagnosis.healthy(),
                        "findings",
                        diagnosis.findings().stream().map(Doctor::json).toList()));
    }

    private static Map<String, @Nullable Object> json(Diagnosis.Finding finding) {
        return Json.object(
                "kind", finding.kind().name(),
                "tenant", finding.tenant().map(TenantId::value).orElse(null),
                "problem", finding.problem(),
                "mend", Advice.inCommands(finding.mend()));
    }
}
