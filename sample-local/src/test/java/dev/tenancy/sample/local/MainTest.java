package dev.tenancy.sample.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The laptop run as a user starts and stops it: a process of its own. */
@Timeout(180)
class MainTest {

    private static final Pattern PAGE = Pattern.compile("Page +(http://localhost:[0-9]+)/");

    @TempDir
    Path folder;

    @Test
    void it_serves_until_it_is_interrupted_even_twice_and_keeps_its_data() throws Exception {
        Path data = folder.resolve("data");
        Process first = start("first", "--port", "0", "--data", data.toString());
        String id;
        try {
            Client client = new Client(url("first", first));
            assertThat(client.send("GET", "/", Map.of(), "").body()).contains("<title>Items");
            id = (String) Client.json(client.create("acme", "Anvil")).get("id");
            interrupt(first);
        } finally {
            first.destroyForcibly();
        }
        assertThat(data.resolve("postmaster.pid")).as("PostgreSQL was stopped").doesNotExist();

        Process second = start("second", "--port", "0", "--data", data.toString());
        try {
            Client client = new Client(url("second", second));
            assertThat(client.list("acme").body()).contains(id);
            assertThat(client.list("globex").body()).isEqualTo("{\"items\":[]}");
            interruptAgainAndAgain(second, new Postmaster(data).process().orElseThrow());
        } finally {
            second.destroyForcibly();
        }
        assertThat(data.resolve("postmaster.pid")).as("PostgreSQL was stopped").doesNotExist();
    }

    @Test
    void an_interrupt_while_it_starts_leaves_no_postgresql_behind() throws Exception {
        Path data = folder.resolve("data");
        Process process = start("early", "--port", "0", "--data", data.toString());
        try {
            while (process.isAlive() && !Files.exists(data.resolve("postmaster.pid"))) {
                Thread.sleep(5);
            }
            interrupt(process);
        } finally {
            process.destroyForcibly();
        }
        assertThat(output("early")).doesNotContain("The items API runs");
        assertThat(data.resolve("postmaster.pid")).as("PostgreSQL was stopped").doesNotExist();
    }

    @Test
    void a_folder_with_other_files_is_a_clear_message() throws Exception {
        Files.writeString(folder.resolve("letter.txt"), "Dear");
        assertThatThrownBy(() -> LocalDatabase.start(Optional.of(folder)))
                .hasMessage("The folder " + folder + " holds other files. Give one that is new or empty: --data DIR.");
    }

    @Test
    void a_folder_that_is_in_use_is_a_clear_message_and_its_server_goes_on() throws Exception {
        Path data = folder.resolve("data");
        try (LocalDatabase first = LocalDatabase.start(Optional.of(data));
                HikariDataSource owner = first.owner()) {
            ProcessHandle postmaster = new Postmaster(data).process().orElseThrow();
            assertThatThrownBy(() -> LocalDatabase.start(Optional.of(data)))
                    .hasMessage("PostgreSQL runs in " + data + " already, as process " + postmaster.pid()
                            + ". Stop that, or give another folder: --data DIR.");
            try (Connection connection = owner.getConnection()) {
                assertThat(connection.isValid(5)).isTrue();
            }
        }
        assertThat(new Postmaster(data).process()).isEmpty();
    }

    @Test
    void the_banner_has_complete_curl_lines() throws Exception {
        String banner;
        try (LocalDatabase database = LocalDatabase.start(Optional.empty())) {
            banner = Banner.of("http://localhost:8080", List.of("acme", "globex"), database, Optional.empty());
        }
        assertThat(banner.lines().filter(line -> line.contains("curl")))
                .hasSize(4)
                .allSatisfy(line -> assertThat(line).contains("http://localhost:8080/items", "-H 'X-Tenant-ID: "));
    }

    @Test
    void a_taken_port_is_a_clear_message_and_nothing_is_started() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process process = start("taken", "--port", String.valueOf(taken.getLocalPort()));
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(output("taken").strip())
                    .isEqualTo(
                            "Port " + taken.getLocalPort() + " is taken by another program. Stop it, or choose another"
                                    + " port: --port " + (taken.getLocalPort() + 1) + ".");
        }
    }

    @Test
    void a_wrong_option_says_what_there_is() {
        assertThatThrownBy(() -> Options.parse("--tenant", "x"))
                .hasMessage("Unknown option '--tenant'. Usage: [--port PORT] [--data DIR]");
        assertThatThrownBy(() -> Options.parse("--port")).hasMessageStartingWith("The option --port wants a value.");
        assertThatThrownBy(() -> Options.parse("--port", "65536")).hasMessageContaining("'65536'");
    }

    private Process start(String name, String... args) throws IOException {
        List<String> command = new ArrayList<>(hearingInterrupts());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath(),
                Main.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name).toFile())
                .start();
    }

    /**
     * A shell that puts a build into the background lets all of it ignore interrupts; where env can, it undoes that. Where it
     * cannot (it is not GNU's), such a build fails here.
     */
    private static List<String> hearingInterrupts() throws IOException {
        List<String> env = List.of("env", "--default-signal=INT");
        Process tried = new ProcessBuilder(
                        Stream.concat(env.stream(), Stream.of("true")).toList())
                .start();
        return tried.onExit().join().exitValue() == 0 ? env : List.of();
    }

    /** Not this test's own, which has more on it. */
    private static String classPath() throws IOException {
        return Path.of("target", "classes")
                + File.pathSeparator
                + Files.readString(Path.of("target", "runtime.classpath")).strip();
    }

    private String url(String name, Process process) throws Exception {
        while (process.isAlive()) {
            Matcher page = PAGE.matcher(output(name));
            if (page.find()) {
                return page.group(1);
            }
            Thread.sleep(50);
        }
        throw new IOException(output(name));
    }

    private String output(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    /** As Ctrl-C does. */
    private static void interrupt(Process process) throws Exception {
        signal("INT", process.toHandle());
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("it stopped").isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
    }

    /**
     * A terminal signals all of its group, and so does {@code timeout}: a process that stops the server is hit as well. The
     * server does not move meanwhile.
     */
    private static void interruptAgainAndAgain(Process process, ProcessHandle postmaster) throws Exception {
        signal("STOP", postmaster);
        try {
            for (int i = 0; i < 20 && process.isAlive(); i++) {
                signal(
                        "INT",
                        Stream.concat(Stream.of(process.toHandle()), process.descendants())
                                .toArray(ProcessHandle[]::new));
                Thread.sleep(50);
            }
            assertThat(process.isAlive()).as("it waits for PostgreSQL").isTrue();
        } finally {
            signal("CONT", postmaster);
        }
        interrupt(process);
    }

    private static void signal(String name, ProcessHandle... processes) throws Exception {
        List<String> kill = new ArrayList<>(List.of("kill", "-" + name));
        Stream.of(processes).map(process -> String.valueOf(process.pid())).forEach(kill::add);
        new ProcessBuilder(kill).start().waitFor();
    }
}
