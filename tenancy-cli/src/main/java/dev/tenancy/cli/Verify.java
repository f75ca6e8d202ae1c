package dev.tenancy.cli;

import dev.tenancy.IsolationCheck;
import dev.tenancy.Tenancy;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

@picocli.CommandLine.Command(
        name = "verify",
        header = "Checks, as the app login, that tenants are kept apart. Changes nothing.",
        description = "%nThe exit code is 1 if something was found.",
        footer = {"  tenancy verify", "  tenancy verify --app-user items_app --app-password-file /run/secrets/app"})
final class Verify implements Command {

    @Override
    public Set<Setting> settings() {
        return Setting.APP_SIDE;
    }

    @Override
    public Answer run(Call call) {
        Tenancy tenancy =
                Tenancy.builder(call.connect(Login.APP)).layout(call.layout()).build();
        IsolationCheck check = tenancy.verifyIsolation();
        return Answer.of(
                check.findings().isEmpty() ? Exit.DONE : Exit.FAILED,
                check::toString,
                Json.object(
                        "isolated",
                        check.findings().isEmpty(),
                        "findings",
                        check.findings().stream().map(Verify::json).toList()));
    }

    private static Map<String, @Nullable Object> json(IsolationCheck.Finding finding) {
        return Json.object("kind", finding.kind().name(), "problem", finding.problem(), "mend", finding.mend());
    }
}
