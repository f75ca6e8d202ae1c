package dev.tenancy.lint;

import java.util.regex.Pattern;

/** Flyway's placeholders, replaced by names, so that a script can be read without their values. */
final class Placeholders {

    /** What stands for the tenant's own schema. */
    static final String OWN_SCHEMA = "flyway_default_schema_";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^{}\\r\\n]*)}");

    private Placeholders() {}

    static String replaced(String text) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(
                        found -> found.group(1).equalsIgnoreCase("flyway:defaultSchema") ? OWN_SCHEMA : "placeholder_");
    }
}
