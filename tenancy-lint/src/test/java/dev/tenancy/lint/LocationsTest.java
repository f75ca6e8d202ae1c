package dev.tenancy.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocationsTest {

    @TempDir
    Path directory;

    @Test
    void scripts_are_read_from_a_directory_and_below_with_their_configuration() throws IOException {
        Files.createDirectories(directory.resolve("db tenant/more"));
        Files.writeString(directory.resolve("db tenant/V2__b.sql"), "select 2");
        Files.writeString(directory.resolve("db tenant/V2__b.sql.conf"), "executeInTransaction=false\n");
        Files.writeString(directory.resolve("db tenant/more/V1__ä.sql"), "select 'ä'");
        Files.writeString(directory.resolve("db tenant/README.md"), "no script");

        List<MigrationScript> expected = List.of(
                MigrationScript.of("V1__ä.sql", "select 'ä'"), new MigrationScript("V2__b.sql", "select 2", false));
        assertThat(MigrationScripts.in("filesystem:" + directory.resolve("db tenant"))
                        .all())
                .isEqualTo(expected);
        withClassPath(directory.toUri().toURL(), () -> assertThat(
                        MigrationScripts.in("classpath:db tenant").all())
                .isEqualTo(expected));
    }

    @Test
    void scripts_are_read_from_a_jar() throws IOException {
        Path file = directory.resolve("the scripts.jar");
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            jar.putNextEntry(new ZipEntry("db/"));
            jar.putNextEntry(new ZipEntry("db/tenant/"));
            jar.putNextEntry(new ZipEntry("db/tenant/V1__a.sql"));
            jar.write("select 1".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        withClassPath(file.toUri().toURL(), () -> {
            assertThat(MigrationScripts.in("classpath:db/tenant", "/db/tenant").all())
                    .extracting(MigrationScript::name)
                    .containsExactly("V1__a.sql", "V1__a.sql");
        });
    }

    @Test
    void a_place_without_scripts_is_refused() {
        assertThatThrownBy(() -> MigrationScripts.in("filesystem:" + directory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There is no script (*.sql) in filesystem:" + directory + ".");
        assertThatThrownBy(() -> MigrationScripts.in("filesystem:" + directory + "/gone"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "There is no directory filesystem:" + directory + "/gone. Name one as Flyway does");
    }

    private static void withClassPath(URL place, Runnable work) throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {place}, null)) {
            thread.setContextClassLoader(loader);
            work.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
