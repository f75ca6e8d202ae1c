package dev.tenancy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What the build wrote into the jar. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() throws IOException {
        Properties versions = new Properties();
        try (InputStream file = Version.class.getResourceAsStream("version.properties")) {
            versions.load(Objects.requireNonNull(file, "version.properties"));
        }
        return new String[] {
            "tenancy " + versions.getProperty("tenancy"),
            "Flyway " + versions.getProperty("flyway") + ", jOOQ " + versions.getProperty("jooq")
                    + ", PostgreSQL driver " + versions.getProperty("driver") + ", Java "
                    + System.getProperty("java.version")
        };
    }
}
