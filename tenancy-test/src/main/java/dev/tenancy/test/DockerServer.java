package dev.tenancy.test;

import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** A PostgreSQL in a container, where Testcontainers is on the class path and a Docker answers; Ryuk ends it. */
final class DockerServer {

    private DockerServer() {}

    static Optional<String> start(String major) {
        return onClassPath() && Containers.available() ? Optional.of(Containers.start(major)) : Optional.empty();
    }

    private static boolean onClassPath() {
        try {
            Class.forName(
                    "org.testcontainers.postgresql.PostgreSQLContainer", false, DockerServer.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException optionalDependency) {
            return false;
        }
    }

    /** Apart, so that nothing of Testcontainers is loaded where it is not on the class path. */
    private static final class Containers {

        static boolean available() {
            return DockerClientFactory.instance().isDockerAvailable();
        }

        // closed by Testcontainers itself when the JVM ends, also when it is killed
        @SuppressWarnings("resource")
        static String start(String major) {
            PostgreSQLContainer container = new PostgreSQLContainer("postgres:" + major);
            container.withCommand(
                    "postgres", "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=300");
            container.start();
            return container.getJdbcUrl() + (container.getJdbcUrl().contains("?") ? "&" : "?") + "user="
                    + container.getUsername() + "&password=" + container.getPassword();
        }
    }
}
