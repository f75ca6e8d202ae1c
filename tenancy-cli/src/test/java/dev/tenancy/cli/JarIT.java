package dev.tenancy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar, and what it does without a database. */
class JarIT {

    @TempDir
    Path folder;

    @Test
    void all_that_is_in_it_is_named_in_the_notice() throws IOException {
        try (JarFile jar = new JarFile(Jar.PATH.toFile())) {
            String notice = text(jar, "META-INF/NOTICE");
            assertThat(vendors(jar)).hasSizeGreaterThan(7).allSatisfy(vendor -> assertThat(notice)
                    .contains(vendor));
            notice.lines()
                    .filter(line -> line.contains("META-INF/"))
                    .map(line -> line.replaceFirst(".*(META-INF/[^)\\s]*).*", "$1"))
                    .forEach(file ->
                            assertThat(jar.stream().map(ZipEntry::getName)).anyMatch(name -> name.startsWith(file)));
            assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License", "END OF TERMS AND CONDITIONS");
        }
    }

    @Test
    void the_services_of_all_its_libraries_are_in_it() throws IOException {
        try (JarFile jar = new JarFile(Jar.PATH.toFile())) {
            assertThat(text(jar, "META-INF/services/org.flywaydb.core.extensibility.Plugin"))
                    .contains("org.flywaydb.database.postgresql.PostgreSQLDatabaseType", "org.flywaydb.core.");
            assertThat(text(jar, "META-INF/services/java.sql.Driver")).contains("org.postgresql.Driver");
        }
    }

    @Test
    void help_loads_neither_flyway_nor_jooq_nor_a_driver() throws Exception {
        Jar.Ended help = Jar.run(List.of("-Xlog:class+load:file=" + folder.resolve("classes")), "--help");
        assertThat(help.out()).contains("Usage: tenancy", "Exit codes:");
        assertThat(help.code()).isZero();
        assertThat(Files.readString(folder.resolve("classes")))
                .contains("picocli.CommandLine")
                .doesNotContain("org.flywaydb", "org.jooq", "org.postgresql", "com.zaxxer", "java.util.logging");
    }

    @Test
    void the_version_is_the_builds() throws Exception {
        Jar.Ended version = Jar.run(List.of(), "--version");
        assertThat(version.code()).isZero();
        assertThat(version.out())
                .startsWith("tenancy " + System.getProperty("cli.version") + System.lineSeparator())
                .containsPattern("Flyway \\d+\\.\\d+.*, jOOQ 3\\..*, PostgreSQL driver 42\\.");
    }

    @Test
    void the_completion_script_completes() throws Exception {
        Path script = Files.writeString(
                folder.resolve("completion"), Jar.run(List.of(), "completion").out());
        String asks = "source '" + script + "'; COMP_WORDS=(tenancy prov); COMP_CWORD=1; COMP_LINE='tenancy prov';"
                + " _complete_tenancy tenancy prov tenancy; echo \"${COMPREPLY[@]}\"";
        assertThat(Jar.run(List.of("bash", "-c", asks), folder, Map.of()).out().strip())
                .isEqualTo("provision");
    }

    private static Set<String> vendors(JarFile jar) {
        Set<String> vendors = new TreeSet<>();
        jar.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF"))
                .map(name -> name.replaceFirst("^((?:com|dev|io|me|org)/)?([^/]+)/.*", "$1$2")
                        .replace('/', '.'))
                .filter(vendor -> !vendor.equals("dev.tenancy"))
                .forEach(vendors::add);
        return vendors;
    }

    private static String text(JarFile jar, String name) throws IOException {
        try (InputStream entry = jar.getInputStream(jar.getEntry(name))) {
            return new String(entry.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
