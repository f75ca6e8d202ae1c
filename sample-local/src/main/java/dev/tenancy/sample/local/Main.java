package dev.tenancy.sample.local;

import com.fasterxml.jackson.jr.ob.JSON;
import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.TenantLayout;
import dev.tenancy.sample.AdminHandler;
import dev.tenancy.sample.ItemsHandler;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Runs the items API on this machine until it is interrupted: {@code --port PORT}, {@code --data DIR}. */
public final class Main {

    private static final List<String> TENANTS = List.of("acme", "globex");
    private static final Logger ROOT = Logger.getLogger(""); // kept, or its level would be forgotten

    private Main() {}

    /**
     * Starts everything; the process ends by a signal.
     *
     * @param args see {@link Main}
     */
    public static void main(String[] args) {
        ROOT.setLevel(Level.WARNING);
        try {
            start(Options.parse(args));
        } catch (StartException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void start(Options options) {
        Running running = new Running();
        Runtime.getRuntime().addShutdownHook(new Thread(running::close, "stop"));
        HttpFront front = running.start(() -> HttpFront.bind(options.port()));
        LocalDatabase database = running.start(() -> LocalDatabase.start(options.data()));
        HikariDataSource app = running.start(() -> {
            provision(database);
            return database.app();
        });
        ItemsHandler items = new ItemsHandler(app, TenantLayout.defaults(), Optional.empty());
        running.start(() -> front.serve(new InProcess(items), TENANTS));
        System.out.println(Banner.of(front.url(), TENANTS, database, options.data()));
    }

    /** With the admin function, as a deployment does. */
    private static void provision(LocalDatabase database) {
        try (HikariDataSource owner = database.owner()) {
            Lambda admin = new InProcess(new AdminHandler(owner, TenantLayout.defaults(), LocalDatabase.APP));
            admin.invoke(JSON.std.asBytes(Map.of("action", "bootstrap")));
            for (String tenant : TENANTS) {
                admin.invoke(JSON.std.asBytes(Map.of("action", "provision", "tenant", tenant)));
            }
        } catch (IOException e) {
            throw new StartException("The tenants were not made: " + e.getMessage(), e);
        }
    }
}
