package dev.tenancy.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.FleetReport.Ended;
import dev.tenancy.flyway.TenantMigration.Failed;
import dev.tenancy.flyway.TenantMigration.NotStarted;
import dev.tenancy.flyway.TenantMigration.Refused;
import dev.tenancy.flyway.TenantMigration.UpToDate;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FleetConsoleTest {

    private static final TenantId ACME = TenantId.of("acme");
    private static final TenantMigration DONE = new UpToDate(ACME, Optional.of("2"), Duration.ofMillis(1));
    private static final TenantMigration FAILED = new Failed(
            TenantId.of("hooli"),
            new MigrationError(
                    "Script V2__b.sql, line 3: \"quoted\" (42601).",
                    Optional.of("42601"),
                    Optional.of("V2__b.sql"),
                    OptionalInt.of(3)),
            Duration.ofSeconds(61));
    private static final FleetReport REPORT = new FleetReport(
            List.of(
                    DONE,
                    FAILED,
                    new Refused(TenantId.of("initech"), "It is gone."),
                    new NotStarted(TenantId.of("wonka"), "Halted.")),
            Ended.HALTED,
            Duration.ofMillis(61_500));

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void without_a_terminal_there_are_lines_for_waves_failures_and_now_and_then() {
        show(FleetListener.console(out));

        assertThat(shown().lines())
                .containsExactly(
                        "Wave canary: 1 tenant.",
                        "1 of 5, about 4.0 s left",
                        "Wave rest: 4 tenants.",
                        "hooli failed: Script V2__b.sql, line 3: \"quoted\" (42601).",
                        "4 of 5, 1 failed, about 2.8 s left",
                        "5 of 5, 1 failed",
                        "HALTED after 1 min 1 s: 0 migrated, 1 up to date, 1 failed, 1 refused, 1 not started.");
    }

    @Test
    void on_a_terminal_there_is_a_bar_with_the_failures_above_it() {
        show(FleetConsole.on(out, true));

        assertThat(shown())
                .startsWith("Wave canary: 1 tenant.")
                .contains("\r\033[Khooli failed: Script V2__b.sql, line 3: \"quoted\" (42601).")
                .containsPattern("tenants 100% \\[=+\\] 5/5 .*1 failed")
                .endsWith("HALTED after 1 min 1 s: 0 migrated, 1 up to date, 1 failed, 1 refused, 1 not started."
                        + System.lineSeparator());
    }

    @Test
    void without_the_library_there_are_lines_on_a_terminal_too() throws Exception {
        URL[] without = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("progressbar"))
                .map(FleetConsoleTest::url)
                .toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(without, ClassLoader.getPlatformClassLoader())) {
            Class<?> console = loader.loadClass(FleetConsole.class.getName());
            Method on = console.getDeclaredMethod("on", PrintStream.class, boolean.class);
            on.setAccessible(true);
            Method waveStarted = console.getMethod("waveStarted", String.class, int.class);
            waveStarted.setAccessible(true);

            waveStarted.invoke(on.invoke(null, out, true), "rest", 2);
        }
        assertThat(shown().lines()).containsExactly("Wave rest: 2 tenants.");
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void show(FleetListener listener) {
        listener.waveStarted("canary", 1);
        listener.tenantDone(DONE, FleetProgress.of(1, 0, 5, Duration.ofSeconds(1)));
        listener.waveStarted("rest", 4);
        listener.tenantDone(FAILED, FleetProgress.of(2, 1, 5, Duration.ofSeconds(2)));
        listener.tenantDone(DONE, FleetProgress.of(3, 1, 5, Duration.ofSeconds(3)));
        listener.tenantDone(DONE, FleetProgress.of(4, 1, 5, Duration.ofSeconds(11)));
        listener.tenantDone(DONE, FleetProgress.of(5, 1, 5, Duration.ofSeconds(12)));
        listener.finished(REPORT);
    }

    private String shown() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_report_as_text_has_what_went_wrong_and_the_slowest() {
        assertThat(REPORT).hasToString("""
                HALTED after 1 min 1 s: 0 migrated, 1 up to date, 1 failed, 1 refused, 1 not started.
                  hooli failed: Script V2__b.sql, line 3: "quoted" (42601).
                  initech refused: It is gone.
                The slowest:
                   1 min 1 s  hooli
                        1 ms  acme""");
    }

    @Test
    void a_report_as_json_has_all_of_it() {
        assertThat(REPORT.toJson())
                .isEqualTo(
                        "{\"ended\":\"HALTED\",\"tookMillis\":61500,\"migrated\":0,\"upToDate\":1,\"failed\":1,\"refused\":1,"
                                + "\"notStarted\":1,\"slowest\":[\"hooli\",\"acme\"],\"tenants\":["
                                + "{\"tenant\":\"acme\",\"outcome\":\"UpToDate\",\"version\":\"2\",\"tookMillis\":1},"
                                + "{\"tenant\":\"hooli\",\"outcome\":\"Failed\",\"error\":{\"message\":\"Script V2__b.sql, line 3:"
                                + " \\\"quoted\\\" (42601).\",\"sqlState\":\"42601\",\"script\":\"V2__b.sql\",\"line\":3},"
                                + "\"tookMillis\":61000},"
                                + "{\"tenant\":\"initech\",\"outcome\":\"Refused\",\"why\":\"It is gone.\",\"tookMillis\":0},"
                                + "{\"tenant\":\"wonka\",\"outcome\":\"NotStarted\",\"why\":\"Halted.\",\"tookMillis\":0}]}");
    }

    @Test
    void an_exception_names_the_first_five_that_failed() {
        List<TenantMigration> many = IntStream.range(0, 7)
                .<TenantMigration>mapToObj(i -> new Failed(
                        TenantId.of("t" + i),
                        new MigrationError("Broken.", Optional.empty(), Optional.empty(), OptionalInt.empty()),
                        Duration.ofMillis(5)))
                .toList();

        assertThat(new FleetMigrationException(new FleetReport(many, Ended.COMPLETE, Duration.ofMillis(9))))
                .hasMessage("""
                        The fleet is not migrated (COMPLETE): 0 migrated, 0 up to date, 7 failed, 0 refused, 0 not started.
                        - t0 failed: Broken.
                        - t1 failed: Broken.
                        - t2 failed: Broken.
                        - t3 failed: Broken.
                        - t4 failed: Broken.
                        - and 2 more, see the report
                        Mend these, then plan and apply again: what is done is not done again.""");
    }
}
