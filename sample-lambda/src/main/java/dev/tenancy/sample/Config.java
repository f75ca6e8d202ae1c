package dev.tenancy.sample;

import static dev.tenancy.sample.Setting.APP_SECRET_ARN;
import static dev.tenancy.sample.Setting.DB_HOST;
import static dev.tenancy.sample.Setting.DB_NAME;
import static dev.tenancy.sample.Setting.DB_POOL_SIZE;
import static dev.tenancy.sample.Setting.DB_PORT;
import static dev.tenancy.sample.Setting.DB_SECRET_ARN;
import static dev.tenancy.sample.Setting.DB_SSLMODE;
import static dev.tenancy.sample.Setting.STAGE;
import static dev.tenancy.sample.Setting.TENANT_CLAIM;
import static dev.tenancy.sample.Setting.TENANT_FROM_HEADER_ALONE;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A function's settings, from the environment, checked once when it starts: what is missing or wrong is one message.
 * Immutable.
 */
final class Config {

    /** The certificates of RDS, by the name under which AWS publishes them. */
    static final String CERTIFICATES = "global-bundle.pem";

    private static final Set<Setting> DATABASE = EnumSet.of(DB_SECRET_ARN, DB_HOST, DB_PORT, DB_NAME, DB_SSLMODE);

    private final Map<Setting, String> values = new EnumMap<>(Setting.class);

    private Config(Set<Setting> wanted, Map<String, String> environment) {
        for (Setting setting : wanted) {
            String value = valueOf(setting, environment);
            if (value != null) {
                values.put(setting, value);
            }
        }
        List<String> faults = faults(wanted);
        if (!faults.isEmpty()) {
            throw new IllegalStateException("The function cannot start. " + String.join(" ", faults));
        }
    }

    /** What {@link ItemsHandler} needs. */
    static Config items(Map<String, String> environment) {
        return new Config(itemsSettings(), environment);
    }

    /** What {@link AdminHandler} needs. */
    static Config admin(Map<String, String> environment) {
        return new Config(adminSettings(), environment);
    }

    static Set<Setting> itemsSettings() {
        Set<Setting> wanted = EnumSet.copyOf(DATABASE);
        wanted.addAll(EnumSet.of(DB_POOL_SIZE, STAGE, TENANT_CLAIM, TENANT_FROM_HEADER_ALONE));
        return wanted;
    }

    static Set<Setting> adminSettings() {
        Set<Setting> wanted = EnumSet.copyOf(DATABASE);
        wanted.add(APP_SECRET_ARN);
        return wanted;
    }

    String get(Setting setting) {
        return Optional.ofNullable(values.get(setting)).orElseThrow(() -> new IllegalArgumentException(setting.name()));
    }

    int number(Setting setting) {
        return Integer.parseInt(get(setting));
    }

    /** Whom to trust when the server's certificate is verified: a file of the package, if it has one. */
    static Optional<Path> certificates() {
        return Optional.ofNullable(Config.class.getResource("/" + CERTIFICATES))
                .map(url -> Path.of(URI.create(url.toString())));
    }

    /** Where the tenant comes from besides the header. */
    Optional<String> tenantClaim() {
        return Optional.of(get(TENANT_CLAIM)).filter(name -> !name.isEmpty());
    }

    private static @Nullable String valueOf(Setting setting, Map<String, String> environment) {
        String given = environment.get(setting.name());
        return given == null || given.isBlank() ? setting.fallback() : given;
    }

    private List<String> faults(Set<Setting> wanted) {
        List<String> faults = new ArrayList<>();
        List<String> missing = wanted.stream()
                .filter(s -> !values.containsKey(s))
                .map(Setting::name)
                .toList();
        if (!missing.isEmpty()) {
            faults.add("Set the environment variables " + String.join(", ", missing) + ".");
        }
        values.forEach((setting, value) -> setting.fault(value).ifPresent(faults::add));
        if (verifies() && certificates().isEmpty()) {
            faults.add("DB_SSLMODE is " + values.get(DB_SSLMODE) + ", and the package has no " + CERTIFICATES
                    + " to verify the server's certificate with: put one into src/main/resources and build again.");
        }
        if (headerAloneInProduction()) {
            faults.add("STAGE is prod and there is no authorizer, so whoever knows a tenant's id could read its items:"
                    + " set TENANT_CLAIM to the authorizer's claim, or TENANT_FROM_HEADER_ALONE=true if something in"
                    + " front of this function vouches for the header.");
        }
        return faults;
    }

    private boolean verifies() {
        return values.getOrDefault(DB_SSLMODE, "").startsWith("verify-");
    }

    private boolean headerAloneInProduction() {
        return "prod".equals(values.get(STAGE))
                && "".equals(values.get(TENANT_CLAIM))
                && "false".equals(values.get(TENANT_FROM_HEADER_ALONE));
    }
}
