package dev.tenancy.codegen;

import java.nio.file.Path;
import java.sql.Connection;
import javax.sql.DataSource;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.OnError;
import org.jooq.meta.jaxb.Target;

/**
 * Writes one schema's code. Nothing in it depends on when or where it was generated.
 *
 * @param target the source folder
 * @param daos whether to generate DAOs, and with them POJOs
 * @param pojos whether to generate POJOs
 */
record GeneratedCode(Path target, boolean daos, boolean pojos) {

    void write(DataSource database, String schema, String packageName) throws Exception {
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
        try (Connection connection = database.getConnection()) {
            GenerationTool tool = new GenerationTool();
            tool.setConnection(connection);
            tool.run(new Configuration()
                    .withLogging(Logging.WARN)
                    .withOnError(OnError.FAIL)
                    .withGenerator(generator(schema, packageName)));
        }
    }

    private Generator generator(String schema, String packageName) {
        return new Generator()
                .withDatabase(new Database()
                        .withName("org.jooq.meta.postgres.PostgresDatabase")
                        .withInputSchema(schema)
                        .withExcludes("flyway_schema_history"))
                .withGenerate(new Generate()
                        .withRecords(true)
                        .withPojos(pojos || daos)
                        .withDaos(daos)
                        .withJavaTimeTypes(true)
                        .withGeneratedAnnotation(false))
                .withTarget(new Target().withDirectory(target.toString()).withPackageName(packageName));
    }
}
