package dev.tenancy.benchmarks;

import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Flyway's own answer to many tenants: a run for each, on one thread or several. */
record FlywayLoop(DataSource owner, String location, int threads) {

    void migrate(List<String> schemas) throws Exception {
        Crew.work(threads, schemas, (worker, schema) -> migrate(schema));
    }

    int migrate(String schema) {
        return Flyway.configure()
                .dataSource(owner)
                .locations(location)
                .defaultSchema(schema)
                .schemas(schema)
                .load()
                .migrate()
                .migrationsExecuted;
    }
}
