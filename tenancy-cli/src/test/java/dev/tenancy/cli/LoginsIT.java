package dev.tenancy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where logins and their rights come from, other than in life.sh; each test with a database and logins of its own. */
@Tag("slow")
class LoginsIT {

    private static final String PASSWORD = "p'w\"d \\ :";

    @TempDir
    static Path data;

    private static TestServer server;
    private static FakeSecretsManager secrets;
    private static Path archive;
    private static int databases;

    @TempDir
    Path work;

    private final Map<String, String> environment = new HashMap<>(Map.of(
            "AWS_ENDPOINT_URL_SECRETS_MANAGER", "",
            "AWS_ACCESS_KEY_ID", "id",
            "AWS_SECRET_ACCESS_KEY", "key",
            "AWS_EC2_METADATA_DISABLED", "true",
            "AWS_CONFIG_FILE", "none",
            "AWS_SHARED_CREDENTIALS_FILE", "none",
            "TENANCY_ADMIN_PASSWORD", TestServer.ADMIN_PASSWORD,
            "TENANCY_OWNER_PASSWORD", PASSWORD,
            "TENANCY_APP_PASSWORD", PASSWORD));
    private final String database = "db" + databases++;
    private final String owner = database + "_owner";
    private final String app = database + "_app";

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(data.resolve("server"));
        secrets = new FakeSecretsManager();
        archive = data.resolve("classes.jsa");
    }

    @AfterAll
    static void stop() throws IOException {
        secrets.close();
        server.close();
    }

    @BeforeEach
    void a_database_and_a_script() throws Exception {
        server.create(database);
        Files.writeString(
                work.resolve("tenancy.properties"),
                "url=" + server.url(database) + "\nadmin.user=postgres\nowner.user=" + owner + "\napp.user=" + app
                        + "\nmigrations=db\nlayout.role-prefix=" + database + "_\n");
        Files.createDirectory(work.resolve("db"));
        Files.writeString(work.resolve("db/V1__items.sql"), "create table items (name text);");
        environment.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets.url());
    }

    @Test
    void a_server_that_accepts_and_says_nothing_is_given_up_with_advice() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String place = "127.0.0.1:" + silent.getLocalPort();
            assertThat(ends(4, tenancy("verify", "--url", "jdbc:postgresql://" + place + "/" + database))
                            .err())
                    .startsWith(
                            "tenancy: No connection to database '" + database + "' at " + place + " as " + app + ": ")
                    // of a read, or of the whole login: which one is first is chance
                    .containsPattern(
                            " timed out[.)] Are the host and the port those of a PostgreSQL, and does a firewall let"
                                    + " this machine in\\?\n$");
        }
    }

    @Test
    void logins_are_read_from_secrets_manager_where_awss_driver_is_on_the_class_path() throws Exception {
        ends(0, tenancy("init")); // the first time, with the passwords that are in the secrets
        Stream.of("ADMIN", "OWNER", "APP").forEach(login -> environment.remove("TENANCY_" + login + "_PASSWORD"));
        secret("ADMIN", "postgres", TestServer.ADMIN_PASSWORD);
        secret("OWNER", owner, PASSWORD);
        secret("APP", app, PASSWORD);

        assertThat(ends(0, withDriver("init")).out()).contains("Passwords set: none.");
        assertThat(ends(0, withDriver("provision", "acme")).out()).contains("acme    ACTIVE  1");
        assertThat(ends(0, withDriver("verify")).out()).contains("Tenants are isolated: nothing found.");
        assertThat(secrets.regions()).as("no AWS_REGION is set").containsExactly("eu-south-2");
    }

    @Test
    void a_secret_that_is_of_no_use_is_told_without_what_is_in_it() throws Exception {
        ends(0, tenancy("init"));
        String wrong = secret("OWNER", owner, "another's password");
        Jar.Ended refused = ends(4, withDriver("status"));
        assertThat(refused.err())
                .startsWith("tenancy: No connection to database '" + database + "' at 127.0.0.1:" + server.port()
                        + " as " + wrong + ": ")
                .doesNotContain("another's password", "at com.")
                .hasLineCount(1);
        environment.put("TENANCY_OWNER_SECRET", wrong + "-gone");
        assertThat(ends(4, withDriver("status")).err())
                .contains("There is no such secret.")
                .hasLineCount(1);
        environment.keySet().removeIf(name -> name.startsWith("AWS_") && name.contains("KEY"));
        assertThat(ends(4, withDriver("status")).err())
                .endsWith(
                        ": AWS's SDK found no credentials for Secrets Manager. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and"
                                + " AWS_SECRET_ACCESS_KEY.\n")
                .hasLineCount(1);
        environment.put("TENANCY_OWNER_SECRET", "a-name");
        assertThat(ends(2, withDriver("status")).err())
                .startsWith("tenancy: owner.secret: AWS's driver does not start. Unable to load region ")
                .endsWith(" Give the secret's whole ARN, which has the region, or set AWS_REGION.\n")
                .hasLineCount(1);
    }

    @Test
    void without_awss_driver_or_half_of_it_the_message_says_how_to_add_it() throws Exception {
        secret("OWNER", owner, PASSWORD);
        String rest = ", which is not in this jar: java -cp \"tenancy-cli.jar:aws/*\" dev.tenancy.cli.Main ..., with"
                + " aws-secretsmanager-jdbc and what it depends on in the folder aws.\n";
        assertThat(ends(2, tenancy("status")).err())
                .isEqualTo("tenancy: owner.secret needs AWS's driver on the class path" + rest);
        try (Stream<Path> jars = Files.list(Path.of(System.getProperty("cli.aws")))) {
            Path alone = jars.filter(jar -> jar.toString().contains("secretsmanager-jdbc"))
                    .findFirst()
                    .orElseThrow();
            assertThat(ends(2, run(Jar.PATH + File.pathSeparator + alone, "status"))
                            .err())
                    .startsWith("tenancy: owner.secret needs AWS's driver on the class path (without ")
                    .endsWith(rest);
        }
    }

    @Test
    void passwords_are_found_in_psqls_password_file() throws Exception {
        ends(0, tenancy("init"));
        environment.keySet().removeIf(name -> name.endsWith("_PASSWORD"));
        String escaped = PASSWORD.replace("\\", "\\\\").replace(":", "\\:");
        Path file = Files.createFile(
                work.resolve("pgpass"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, "127.0.0.1:" + server.port() + ":" + database + ":" + owner + ":" + escaped + "\n");
        environment.put("PGPASSFILE", file.toString());

        assertThat(ends(0, tenancy("status")).out())
                .isEqualTo("There is no tenant in database '" + database + "' at 127.0.0.1:" + server.port()
                        + " yet. Make one: tenancy provision TENANT.\n");
        assertThat(ends(4, tenancy("verify")).err())
                .as("the file has no line for this login")
                .contains(" as " + app + ": ", "Set TENANCY_APP_PASSWORD or app.password-file.");
    }

    @Test
    void what_init_prints_is_all_that_an_administrator_has_to_run() throws Exception {
        environment.remove("TENANCY_ADMIN_PASSWORD");
        String sql = ends(0, tenancy("init", "--print-sql")).out();
        Map<String, Object> json = JSON.std.mapFrom(
                ends(0, tenancy("init", "--print-sql", "--json")).out());
        assertThat(sql).isEqualTo(String.valueOf(json.get("sql")).stripTrailing() + "\n");

        server.execute(database, sql);
        server.execute(database, sql); // it is safe to repeat, as it says
        for (String login : List.of(owner, app)) { // \password, as the script's last lines have it
            server.execute(database, "alter role " + login + " password '" + PASSWORD.replace("'", "''") + "'");
        }
        ends(0, tenancy("provision", "acme", "globex"));
        ends(0, tenancy("verify"));
        ends(0, tenancy("doctor"));
    }

    @Test
    void a_tenants_life_where_names_are_qualified_and_no_tenant_has_a_role() throws Exception {
        Path settings = work.resolve("tenancy.properties");
        Files.writeString(settings, Files.readString(settings) + "layout.isolation=qualified\n");
        ends(0, tenancy("init"));
        ends(0, tenancy("provision", "acme", "globex"));
        Files.writeString(work.resolve("db/V2__price.sql"), "alter table items add column price numeric;");
        ends(1, tenancy("plan", "--check"));
        ends(0, tenancy("apply"));
        ends(0, tenancy("drift"));
        ends(0, tenancy("verify"));
        ends(0, tenancy("suspend", "acme", "--yes"));
        ends(0, tenancy("doctor"));
        ends(0, tenancy("resume", "acme"));
        ends(0, tenancy("suspend", "globex", "--yes"));
        ends(0, tenancy("deprovision", "globex", "--yes"));
        assertThat(ends(0, tenancy("status")).out()).contains("1 tenant: 1 ACTIVE");
        assertThat(ends(0, tenancy("doctor")).out()).isEqualTo("The tenants are healthy: nothing found.\n");
    }

    private String secret(String login, String user, String password) throws IOException {
        String arn =
                secrets.put(database + "-" + login, JSON.std.asString(Map.of("username", user, "password", password)));
        environment.put("TENANCY_" + login + "_SECRET", arn);
        return arn;
    }

    private static Jar.Ended ends(int code, Jar.Ended ended) {
        assertThat(ended.code()).as(ended.out() + ended.err()).isEqualTo(code);
        return ended;
    }

    private Jar.Ended tenancy(String... arguments) throws Exception {
        return run(Jar.PATH.toString(), arguments);
    }

    private Jar.Ended withDriver(String... arguments) throws Exception {
        return run(Jar.PATH + File.pathSeparator + System.getProperty("cli.aws") + "/*", arguments);
    }

    private Jar.Ended run(String classPath, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(Jar.JAVA.toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(shared(classPath.equals(Jar.PATH.toString()) && arguments[0].equals("provision")));
        command.addAll(List.of("-cp", classPath, Main.class.getName()));
        command.addAll(List.of(arguments));
        return Jar.run(command, work, environment);
    }

    /** The first that provisions leaves an archive of its classes to all after it, which start in half the time. */
    private static List<String> shared(boolean loadsMuch) {
        if (Files.exists(archive)) {
            return List.of("-Xlog:cds=off", "-Xlog:cds+dynamic=off", "-XX:SharedArchiveFile=" + archive);
        }
        return loadsMuch
                ? List.of("-Xlog:cds=off", "-Xlog:cds+dynamic=off", "-XX:ArchiveClassesAtExit=" + archive)
                : List.of();
    }
}
