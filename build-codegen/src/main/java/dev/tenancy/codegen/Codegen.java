package dev.tenancy.codegen;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Generates jOOQ code from migrations: starts an embedded PostgreSQL, lets Flyway run the scripts, lets jOOQ read the
 * catalog, stops the server. A real server, because jOOQ's own reader of DDL files stumbles over generated columns,
 * functions and partial indexes, and turns jsonb into JSON.
 *
 * <p>For exec-maven-plugin; the arguments are those of {@link Options}. Does nothing if the scripts, the arguments and
 * jOOQ's version are those of the last run.
 */
public final class Codegen {

    /** Rights are not generated: everybody gets them. */
    private static final Map<String, String> WHOM_SHARED_SCRIPTS_GRANT_TO =
            Map.of("groupRole", "public", "appLogin", "public");

    private Codegen() {}

    /**
     * Generates.
     *
     * @param args see {@link Options}
     * @throws Exception if the server does not start, a script fails or jOOQ cannot read the catalog: the build fails
     */
    public static void main(String[] args) throws Exception {
        Options options = Options.parse(args);
        Fingerprint fingerprint = Fingerprint.of(options);
        if (fingerprint.isThatOfTheLastRun()) {
            return;
        }
        try (GenerationServer server = GenerationServer.start()) {
            generate(options, server.dataSource());
        }
        fingerprint.keep();
    }

    private static void generate(Options options, DataSource database) throws Exception {
        emptySearchPath(database);
        if (options.shared().isPresent()) {
            migrate(database, "public", options.shared().get());
            options.output().write(database, "public", options.packageName() + ".shared");
        }
        migrate(database, options.schema(), options.tenant());
        options.output().write(database, options.schema(), options.packageName() + ".tenant");
    }

    /** So that a script's path is its own schema alone, as in production. */
    private static void emptySearchPath(DataSource database) throws Exception {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("alter role postgres set search_path = ''");
        }
    }

    private static void migrate(DataSource database, String schema, Path scripts) {
        Flyway.configure()
                .loggers("slf4j")
                .dataSource(database)
                .defaultSchema(schema)
                .locations("filesystem:" + scripts)
                .failOnMissingLocations(true)
                .validateMigrationNaming(true)
                .placeholders(WHOM_SHARED_SCRIPTS_GRANT_TO)
                .load()
                .migrate();
    }
}
