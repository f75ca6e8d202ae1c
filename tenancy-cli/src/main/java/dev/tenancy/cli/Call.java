package dev.tenancy.cli;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.TenantLayout;
import dev.tenancy.flyway.Engine;
import dev.tenancy.flyway.Tenants;
import dev.tenancy.flyway.TenantsBuilder;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a running command can ask for; all that it opens is closed with it. */
final class Call implements AutoCloseable {

    private final Settings settings;
    private final boolean json;
    private final Pools pools;

    Call(Settings settings, String command, boolean json) {
        this.settings = settings;
        this.json = json;
        this.pools = new Pools(settings, "tenancy " + command + " by " + System.getProperty("user.name"));
    }

    Settings settings() {
        return settings;
    }

    /** Whether standard output is for JSON alone. */
    boolean json() {
        return json;
    }

    TenantLayout layout() {
        return Layout.of(settings);
    }

    DatabaseUrl database() {
        return DatabaseUrl.of(settings);
    }

    void know(Login login, String password) {
        pools.know(login, password);
    }

    HikariDataSource connect(Login login) {
        return pools.open(login, 1);
    }

    /** The owner's side, for one tenant at a time, which may take two connections. */
    Tenants tenants() {
        return tenants(2);
    }

    /** The owner's side, with so many connections at most. */
    Tenants tenants(int connections) {
        Places places = scripts();
        Places shared = Places.of(settings, Setting.SHARED_MIGRATIONS);
        String appLogin = settings.require(Setting.APP_USER);
        TenantLayout layout = layout();
        TenantsBuilder tenants = Tenants.builder(pools.open(Login.OWNER, connections))
                .layout(layout)
                .appLogin(appLogin)
                .sharedLocations(shared.locations().toArray(String[]::new));
        if (!places.locations().isEmpty()) {
            tenants.locations(places.locations().toArray(String[]::new));
        }
        return configured(tenants).build();
    }

    /** Where tenants' scripts are; jars among the places are on the class path from now on. */
    Places scripts() {
        Places places = Places.of(settings, Setting.MIGRATIONS);
        onClassPath(
                places.jars(), Places.of(settings, Setting.SHARED_MIGRATIONS).jars());
        return places;
    }

    private TenantsBuilder configured(TenantsBuilder tenants) {
        if (settings.isTrue(Setting.ROLES_MAY_LOG_IN)) {
            tenants.rolesMayLogIn();
        }
        if (settings.isTrue(Setting.SCRIPTS_MAY_REACH_OUT)) {
            tenants.scriptsMayReachOut();
        }
        settings.get(Setting.ENGINE).map(Call::engine).ifPresent(tenants::engine);
        settings.duration(Setting.LOCK_TIMEOUT).ifPresent(tenants::lockTimeout);
        settings.duration(Setting.WAIT).ifPresent(tenants::waitAtMost);
        Map<String, String> flyway = settings.flyway();
        return flyway.isEmpty() ? tenants : tenants.flyway(configuration -> configuration.configuration(flyway));
    }

    private static Engine engine(String value) {
        try {
            return Engine.valueOf(value.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw SettingException.wrong(Setting.ENGINE, value, "batch or flyway");
        }
    }

    /** Flyway looks for scripts, callbacks and Java migrations by the thread's class loader. */
    private static void onClassPath(List<URL> jars, List<URL> more) {
        List<URL> all = new ArrayList<>(jars);
        all.addAll(more);
        if (!all.isEmpty()) {
            Thread.currentThread()
                    .setContextClassLoader(new URLClassLoader(all.toArray(URL[]::new), Call.class.getClassLoader()));
        }
    }

    @Override
    public void close() {
        pools.close();
    }
}
