package dev.tenancy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.Isolation;
import dev.tenancy.SchemaNaming;
import dev.tenancy.TenantLayout;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @TempDir
    Path folder;

    @Test
    void an_option_comes_before_the_environment_and_that_before_the_file() throws IOException {
        Map<Setting, String> option = Map.of(Setting.OWNER_USER, "by-option");
        Map<String, String> environment = Map.of("TENANCY_OWNER_USER", "by-environment");
        String file = "owner.user=by-file";

        assertThat(settings(file, option, environment).require(Setting.OWNER_USER))
                .isEqualTo("by-option");
        assertThat(settings(file, Map.of(), environment).require(Setting.OWNER_USER))
                .isEqualTo("by-environment");
        assertThat(settings(file, Map.of(), Map.of("TENANCY_OWNER_USER", "")).require(Setting.OWNER_USER))
                .isEqualTo("by-file");
    }

    @Test
    void the_file_is_the_options_or_the_environments() throws IOException {
        Path file = Files.writeString(folder.resolve("my.properties"), "owner.user=me");
        Map<String, String> environment = Map.of("TENANCY_CONFIG", file.toString());

        assertThat(Settings.of(Map.of(), Optional.empty(), environment).get(Setting.OWNER_USER))
                .contains("me");
        assertThatThrownBy(() -> Settings.of(Map.of(), Optional.of("none.properties"), environment))
                .isInstanceOf(SettingException.class)
                .hasMessage("There is no settings file none.properties.");
    }

    @Test
    void a_missing_setting_is_told_in_its_three_spellings() {
        assertThatThrownBy(() -> settings("", Map.of(), Map.of()).require(Setting.OWNER_USER))
                .isInstanceOf(SettingException.class)
                .hasMessage("The setting owner.user (the login that runs DDL) is missing: set TENANCY_OWNER_USER, write"
                        + " owner.user=... into the file, or give --owner-user LOGIN.");
    }

    @Test
    void a_name_that_is_no_setting_is_refused() {
        assertThatThrownBy(() -> settings("layout.schemaprefix=x_\nflyway.table=h", Map.of(), Map.of()))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("The settings file " + folder.resolve("tenancy.properties")
                        + " has what is no setting: layout.schemaprefix. There are: url, ");
        assertThatThrownBy(() -> settings("", Map.of(), Map.of("TENANCY_LAYOUT_PREFIX", "x_")))
                .isInstanceOf(SettingException.class)
                .hasMessage(
                        "The environment variable TENANCY_LAYOUT_PREFIX is no setting: a layout that is misspelt would"
                                + " be another layout.");
    }

    @Test
    void no_two_settings_meet_in_one_spelling() {
        assertThat(Stream.of(Setting.values()).map(Setting::variable)).doesNotHaveDuplicates();
        assertThat(Stream.of(Setting.values()).map(Setting::option)).doesNotHaveDuplicates();
        assertThat(Setting.options().map(Setting::key)).noneMatch(key -> key.endsWith(".password"));
    }

    @Test
    void the_layout_is_the_librarys_and_what_is_set() throws IOException {
        assertThat(Layout.of(settings("", Map.of(), Map.of()))).isEqualTo(TenantLayout.defaults());
        String file = "layout.schema-prefix=\nlayout.role-prefix=eu_\nlayout.shared-schema=shared\n"
                + "layout.template-schema=model\nlayout.isolation=qualified";
        assertThat(Layout.of(settings(file, Map.of(), Map.of())))
                .isEqualTo(TenantLayout.builder()
                        .naming(SchemaNaming.prefix(""))
                        .rolePrefix("eu_")
                        .sharedSchema("shared")
                        .templateSchema("model")
                        .isolation(Isolation.QUALIFIED)
                        .build());
        assertThatThrownBy(() -> Layout.of(settings("layout.isolation=login", Map.of(), Map.of())))
                .hasMessage("The setting layout.isolation is 'login', and should be role or qualified.");
    }

    @Test
    void scripts_are_in_folders_jars_and_the_class_path() throws IOException {
        Files.createDirectories(folder.resolve("db/tenant"));
        Path jar = Files.createFile(folder.resolve("app.jar"));

        Places places = places("db/tenant, filesystem:db/tenant,app.jar,app.jar!/x/y , classpath:z");

        String scripts = "filesystem:" + folder.resolve("db/tenant");
        assertThat(places.locations())
                .containsExactly(scripts, scripts, "classpath:db/tenant", "classpath:x/y", "classpath:z");
        assertThat(places.jars())
                .extracting(url -> URI.create(url.toString()))
                .containsExactly(jar.toUri(), jar.toUri());
        assertThat(places(" ").locations()).isEmpty();
        assertThatThrownBy(() -> places("db/none"))
                .hasMessage(
                        "The setting migrations is 'db/none', and should be a folder, a jar (app.jar!/db/tenant) or a"
                                + " place on the class path (classpath:db/tenant).");
    }

    @Test
    void a_password_file_is_beside_the_settings_file_and_loses_its_line_break() throws IOException {
        Files.writeString(folder.resolve("secret"), " päss word \r\n");
        assertThat(Passwords.of(settings("app.password-file=secret", Map.of(), Map.of()), Login.APP))
                .contains(" päss word ");
        assertThatThrownBy(() -> Passwords.of(settings("app.password-file=none", Map.of(), Map.of()), Login.APP))
                .isInstanceOf(SettingException.class)
                .hasMessage("The password file " + folder.resolve("none") + " cannot be read: there is none.");
    }

    @Test
    void times_have_a_unit() {
        assertThat(Durations.of("250ms")).contains(Duration.ofMillis(250));
        assertThat(Durations.of("90s")).contains(Duration.ofSeconds(90));
        assertThat(Durations.of("30m")).contains(Duration.ofMinutes(30));
        assertThat(Durations.of("2h")).contains(Duration.ofHours(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "90", "s", "-1s", "1 s", "1.5h", "9999999999s", "1S"})
    void what_has_none_is_no_time(String text) {
        assertThat(Durations.of(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://localhost/items?password=x",
                "jdbc:postgresql://localhost/items?ssl=true&user=x",
                "jdbc:postgresql://me:secret@localhost/items"
            })
    void a_url_with_a_login_is_refused_and_not_repeated(String url) {
        assertThatThrownBy(() -> DatabaseUrl.of(settings("", Map.of(Setting.URL, url), Map.of())))
                .isInstanceOf(SettingException.class)
                .hasMessage("The setting url has a user or a password in it, and three logins share it. Set"
                        + " TENANCY_OWNER_USER and TENANCY_OWNER_PASSWORD instead.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:postgresql://localhost:5432/", "jdbc:postgresql:"})
    void a_url_without_a_database_is_refused(String url) {
        assertThatThrownBy(() -> DatabaseUrl.of(settings("", Map.of(Setting.URL, url), Map.of())))
                .isInstanceOf(SettingException.class)
                .hasMessage("The setting url is '" + url + "', and should be with a database's name, like"
                        + " jdbc:postgresql://localhost:5432/items.");
    }

    @Test
    void a_url_says_where_the_database_is() throws IOException {
        String url = "jdbc:postgresql://db.example/items?sslmode=require";
        DatabaseUrl database = DatabaseUrl.of(settings("url=" + url, Map.of(), Map.of()));
        assertThat(database).hasToString("database 'items' at db.example:5432");
        assertThat(database.jdbc()).isEqualTo(url);
        assertThat(database.secrets()).isEqualTo("jdbc-secretsmanager:postgresql://db.example/items?sslmode=require");
    }

    private Places places(String value) throws IOException {
        return Places.of(settings("migrations=" + value, Map.of(), Map.of()), Setting.MIGRATIONS);
    }

    private Settings settings(String file, Map<Setting, String> options, Map<String, String> environment)
            throws IOException {
        Path path = Files.writeString(folder.resolve("tenancy.properties"), file);
        return Settings.of(options, Optional.of(path.toString()), environment);
    }
}
