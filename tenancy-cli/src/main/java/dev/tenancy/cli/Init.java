package dev.tenancy.cli;

import dev.tenancy.TenantLayout;
import dev.tenancy.flyway.DatabaseSetup;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "init",
        header = "Prepares a database: the two logins, their rights, the registry. May be repeated.",
        description = {
            "%nAs the administrator it makes the owner login and the app login and gives them their rights; then, as the owner,"
                    + " the registry and your shared tables. The passwords that are set, or typed, for the two logins"
                    + " become theirs; without one it stays as it is."
        },
        footer = {
            "  TENANCY_ADMIN_PASSWORD=... TENANCY_OWNER_PASSWORD=... TENANCY_APP_PASSWORD=... tenancy init",
            "  tenancy init --print-sql > setup.sql      for an administrator: psql -d items -f setup.sql"
        })
final class Init implements Command {

    @Option(names = "--print-sql", description = "Prints what the administrator would run, and connects to nothing.")
    boolean printSql;

    @Override
    public Set<Setting> settings() {
        Set<Setting> settings = EnumSet.copyOf(Setting.OWNER_SIDE);
        settings.addAll(EnumSet.of(
                Setting.ADMIN_USER, Setting.ADMIN_PASSWORD_FILE, Setting.ADMIN_SECRET, Setting.APP_PASSWORD_FILE));
        settings.remove(Setting.MIGRATIONS);
        return settings;
    }

    @Override
    public Answer run(Call call) {
        return printSql ? print(setup(call)) : make(call);
    }

    private static Answer print(DatabaseSetup setup) {
        String sql = setup.script();
        return Answer.of(Exit.DONE, sql::stripTrailing, Json.object("sql", sql));
    }

    private static Answer make(Call call) {
        Settings settings = call.settings();
        TenantLayout layout = call.layout();
        String owner = settings.require(Setting.OWNER_USER);
        String app = settings.require(Setting.APP_USER);
        Optional<String> ownerPassword = Passwords.toSet(settings, Login.OWNER);
        Optional<String> appPassword = Passwords.toSet(settings, Login.APP);
        setup(call).run(call.connect(Login.ADMIN), characters(ownerPassword), characters(appPassword));
        ownerPassword.ifPresent(password -> call.know(Login.OWNER, password));
        call.tenants().prepare();
        List<String> passwords = Stream.of(ownerPassword.map(set -> owner), appPassword.map(set -> app))
                .flatMap(Optional::stream)
                .toList();
        String registry = layout.sharedSchema() + ".tenants";
        return Answer.of(
                Exit.DONE,
                () -> "Database '" + call.database().database() + "': the logins " + owner + " and " + app
                        + " and their rights are set.\nPasswords set: "
                        + (passwords.isEmpty() ? "none" : String.join(", ", passwords)) + ".\nThe registry " + registry
                        + " is ready.",
                Json.object(
                        "database", call.database().database(),
                        "ownerLogin", owner,
                        "appLogin", app,
                        "passwordsSet", passwords,
                        "registry", registry));
    }

    private static DatabaseSetup setup(Call call) {
        Settings settings = call.settings();
        DatabaseSetup setup = DatabaseSetup.of(
                call.layout(),
                call.database().database(),
                settings.require(Setting.OWNER_USER),
                settings.require(Setting.APP_USER));
        return settings.get(Setting.EXTENSIONS)
                .filter(names -> !names.isBlank())
                .map(names -> setup.extensions(names.strip().split("\\s*,\\s*")))
                .orElse(setup);
    }

    private static char @Nullable [] characters(Optional<String> password) {
        return password.map(String::toCharArray).orElse(null);
    }
}
