package dev.tenancy.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The library advises its callers in Java; who runs the command line gets the same advice as a command. */
final class Advice {

    private static final String OF = "\\(TenantId\\.of\\(\"([^\"]*)\"\\)";
    private static final String OPTIONS = "ProvisionOptions\\.defaults\\(\\)\\.";

    private static final Map<Pattern, String> COMMANDS = commands();

    private Advice() {}

    static String inCommands(String text) {
        String advice = text;
        for (Map.Entry<Pattern, String> command : COMMANDS.entrySet()) {
            advice = command.getKey().matcher(advice).replaceAll(command.getValue());
        }
        return advice;
    }

    private static Map<Pattern, String> commands() {
        Map<Pattern, String> commands = new LinkedHashMap<>();
        commands.put(
                Pattern.compile("tenants\\.provision" + OF + ", " + OPTIONS + "adoptExisting\\(\\)\\)"),
                "tenancy provision $1 --adopt-existing");
        commands.put(Pattern.compile("tenants\\.migrate" + OF + "\\)"), "tenancy apply $1");
        commands.put(Pattern.compile("tenants\\.(\\w+)" + OF + "\\)"), "tenancy $1 $2");
        commands.put(Pattern.compile("tenants\\.prepare\\(\\)"), "tenancy init");
        commands.put(Pattern.compile("(?:" + OPTIONS + ")?adoptExisting\\(\\)"), "--adopt-existing");
        commands.put(Pattern.compile("(?:" + OPTIONS + ")?allowLookAlike\\(\\)"), "--allow-look-alike");
        commands.put(Pattern.compile("\\b(canary|parallelism)\\((-?\\d+)\\)"), "--$1 $2");
        commands.put(Pattern.compile("\\bstopAfterFailures\\((-?\\d+)\\)"), "--stop-after $1");
        commands.put(Pattern.compile("\\btimeLimit\\(PT0S\\)"), "--time-limit 0s");
        commands.put(
                Pattern.compile("give this database's layout a rolePrefix of its own"),
                "give this database a layout.role-prefix of its own, the same in your service's TenantLayout");
        commands.put(Pattern.compile("\\(sharedLocations\\)"), "(--shared-migrations)");
        commands.put(Pattern.compile("scriptsMayReachOut\\(\\)"), "the setting scripts-may-reach-out=true");
        commands.put(Pattern.compile("rolesMayLogIn\\(\\)"), "the setting roles-may-log-in=true");
        commands.put(Pattern.compile("Tenants\\.builder\\(\\.\\.\\)\\.locations\\(\\.\\.\\)"), "--migrations");
        return commands;
    }
}
