package dev.tenancy.cli;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What can be set. Each has one name in three spellings: {@code owner.user} in the file, {@code TENANCY_OWNER_USER} in the
 * environment, and {@code --owner-user} as an option where it has one. Passwords have no option, and what describes the
 * database has none either, so that it is the same for every call.
 */
enum Setting {
    URL("url", "URL", "jdbc:postgresql://host:port/database"),
    ADMIN_USER("admin.user", "LOGIN", "the administrator, for init alone"),
    ADMIN_PASSWORD("admin.password", null, "its password"),
    ADMIN_PASSWORD_FILE("admin.password-file", "FILE", "a file with its password"),
    ADMIN_SECRET("admin.secret", "ARN", "its secret in AWS Secrets Manager"),
    OWNER_USER("owner.user", "LOGIN", "the login that runs DDL"),
    OWNER_PASSWORD("owner.password", null, "its password"),
    OWNER_PASSWORD_FILE("owner.password-file", "FILE", "a file with its password"),
    OWNER_SECRET("owner.secret", "ARN", "its secret in AWS Secrets Manager"),
    APP_USER("app.user", "LOGIN", "the login that serves requests"),
    APP_PASSWORD("app.password", null, "its password"),
    APP_PASSWORD_FILE("app.password-file", "FILE", "a file with its password"),
    APP_SECRET("app.secret", "ARN", "its secret in AWS Secrets Manager"),
    MIGRATIONS("migrations", "PLACES", "tenants' scripts: a folder, app.jar!/db/tenant, or classpath:db/tenant"),
    SHARED_MIGRATIONS("shared-migrations", "PLACES", "the shared schema's scripts, if there are any"),
    EXTENSIONS("extensions", null, "extensions that init makes: citext, pg_trgm"),
    SCHEMA_PREFIX("layout.schema-prefix", null, "before a tenant's id in its schema's name; tenant_"),
    ROLE_PREFIX("layout.role-prefix", null, "before a tenant's id in its role's name; tenant_"),
    SHARED_SCHEMA("layout.shared-schema", null, "where the registry and shared tables are; public"),
    TEMPLATE_SCHEMA("layout.template-schema", null, "which schema jOOQ code was generated for; tenant"),
    ISOLATION("layout.isolation", null, "role or qualified; role"),
    ROLES_MAY_LOG_IN("roles-may-log-in", null, "true: tenants' roles are LOGIN, for Citus"),
    SCRIPTS_MAY_REACH_OUT("scripts-may-reach-out", null, "true: scripts may write outside their tenant"),
    ENGINE("engine", null, "batch, or flyway for all scripts; batch"),
    LOCK_TIMEOUT("lock-timeout", null, "how long DDL waits for a lock; 1s"),
    WAIT("wait", null, "how long to wait for another process on the same tenant; 60s");

    /** Connecting as the owner, and finding the scripts. */
    static final Set<Setting> OWNER_SIDE =
            EnumSet.of(URL, OWNER_USER, OWNER_PASSWORD_FILE, OWNER_SECRET, APP_USER, MIGRATIONS, SHARED_MIGRATIONS);

    /** Connecting as the app login. */
    static final Set<Setting> APP_SIDE = EnumSet.of(URL, APP_USER, APP_PASSWORD_FILE, APP_SECRET);

    private final String key;
    private final @Nullable String label;
    private final String meaning;

    Setting(String key, @Nullable String label, String meaning) {
        this.key = key;
        this.label = label;
        this.meaning = meaning;
    }

    String key() {
        return key;
    }

    String variable() {
        return "TENANCY_" + key.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
    }

    String option() {
        return "--" + key.replace('.', '-');
    }

    /** What stands for its value in a help text; empty if it is no option. */
    Optional<String> label() {
        return Optional.ofNullable(label);
    }

    String meaning() {
        return meaning;
    }

    static Stream<Setting> options() {
        return Stream.of(values()).filter(setting -> setting.label != null);
    }

    static Optional<Setting> ofKey(String key) {
        return Stream.of(values()).filter(setting -> setting.key.equals(key)).findFirst();
    }
}
