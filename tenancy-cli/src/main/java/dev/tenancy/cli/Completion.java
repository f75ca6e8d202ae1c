package dev.tenancy.cli;

import java.util.EnumSet;
import java.util.Set;
import picocli.AutoComplete;

@picocli.CommandLine.Command(
        name = "completion",
        header = "Prints the script that completes commands and options in bash and zsh.",
        footer = {"  source <(tenancy completion)", "  tenancy completion > /etc/bash_completion.d/tenancy"})
final class Completion implements Command {

    @Override
    public Set<Setting> settings() {
        return EnumSet.noneOf(Setting.class);
    }

    @Override
    public Answer run(Call call) {
        String script = AutoComplete.bash("tenancy", Program.create());
        return Answer.of(Exit.DONE, () -> script, Json.object("script", script));
    }
}
