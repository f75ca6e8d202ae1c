package dev.tenancy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** src/test/sh/life.sh against a fresh PostgreSQL, once; and what it left. The jar on each JDK is JarIT's. */
@Tag("once")
class OperationsIT {

    private static final String OWNER_PASSWORD = "owner's password";
    private static final String APP_PASSWORD = "app's \"password\"";

    @TempDir
    static Path folder;

    private static TestServer server;
    private static Jar.Ended life;

    @BeforeAll
    static void live() throws Exception {
        server = new TestServer(folder.resolve("data"));
        Path work = Files.createDirectory(folder.resolve("work"));
        Path script = Path.of("src/test/sh/life.sh").toAbsolutePath();
        life = Jar.run(
                List.of("bash", script.toString()),
                work,
                Map.of(
                        "JAVA",
                        Jar.JAVA.toString(),
                        "JAR",
                        Jar.PATH.toString(),
                        "CLASSES",
                        Path.of("target/test-classes").toAbsolutePath().toString(),
                        "TENANCY_URL",
                        server.url(),
                        "TENANCY_ADMIN_PASSWORD",
                        TestServer.ADMIN_PASSWORD,
                        "TENANCY_OWNER_PASSWORD",
                        OWNER_PASSWORD,
                        "TENANCY_APP_PASSWORD",
                        APP_PASSWORD));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void a_tenants_life_goes_as_the_script_says() {
        assertThat(life.code()).as(life.out() + life.err()).isZero();
        assertThat(life.err()).isEmpty();
    }

    @Test
    void the_guide_quotes_what_was_seen() throws IOException {
        String guide = Files.readString(Path.of("../docs/operations.md"));
        List<String> blocks = Pattern.compile("```console\n(.*?)\n```", Pattern.DOTALL)
                .matcher(guide)
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(blocks).hasSizeGreaterThan(5).allSatisfy(block -> assertThat(life.out())
                .containsPattern(seen(block)));
    }

    /** "…" stands for what differs from run to run: in a line for a time or a port, on a line of its own for any lines. */
    private static Pattern seen(String block) {
        return Pattern.compile(block.lines().map(OperationsIT::seenLine).collect(Collectors.joining()));
    }

    private static String seenLine(String line) {
        return line.equals("…")
                ? "(?:[^\n]*\n)*?"
                : Stream.of(line.split("…", -1)).map(Pattern::quote).collect(Collectors.joining("[^\n]*")) + "\n";
    }

    @Test
    void every_answer_in_json_is_one_object_and_nothing_else() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("work/json"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".json")))
                    .hasSizeGreaterThan(6)
                    .allSatisfy(file ->
                            assertThat(JSON.std.mapFrom(Files.readString(file))).isNotEmpty());
        }
    }

    @Test
    void no_secret_was_said() throws IOException {
        String all = life.out();
        try (Stream<Path> files = Files.list(folder.resolve("work/json"))) {
            all += files.map(OperationsIT::text).collect(Collectors.joining());
        }
        assertThat(all).doesNotContain(OWNER_PASSWORD, APP_PASSWORD, TestServer.ADMIN_PASSWORD);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
