package dev.tenancy.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.SchemaNaming;
import dev.tenancy.TenantLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TenantScriptsTest {

    @TempDir
    Path directory;

    // region lint
    @Test
    void migration_scripts_are_clean() {
        TenantScripts.in("classpath:db/tenant")
                .since("0") // the newest version that was released
                .assertClean();
    }
    // endregion

    @Test
    void what_is_not_clean_fails_and_says_all() throws IOException {
        Files.writeString(directory.resolve("V1__a.sql"), "create table a (id int);\nset search_path = b;");

        assertThatThrownBy(() -> scripts().assertClean())
                .isInstanceOf(AssertionError.class)
                .hasMessage("""
                The migration scripts in filesystem:%s are not clean:
                V1__a.sql:2 error search-path: The search path is changed: what follows is made in another schema than the\
                 tenant's, and the path is what keeps tenants apart. Leave the path as Flyway sets it. For a function, add SET\
                 search_path FROM CURRENT to the function.
                1 script: 1 error, 0 warnings, 0 notes.
                Mend them, or say in the script why it is right: -- tenancy:allow <rule>: <reason>""".formatted(directory));
    }

    @Test
    void released_scripts_have_tables_with_rows() throws IOException {
        Files.writeString(directory.resolve("V1__a.sql"), "create table a (id int); create role b");
        Files.writeString(directory.resolve("V2__b.sql"), "create index on a (id)");

        assertThat(scripts().check().findings())
                .extracting(finding -> finding.rule().id())
                .containsExactly("role");
        assertThat(scripts().since("1").check().findings())
                .extracting(finding -> finding.rule().id())
                .containsExactly("blocking-index");
        scripts().since("2").assertClean();
    }

    @Test
    void names_are_those_of_the_layout_and_notes_are_clean() throws IOException {
        Files.writeString(
                directory.resolve("V1__a.sql"), "select * from shared.a; select * from c_1.a; select * from model.a");
        TenantLayout layout = TenantLayout.builder()
                .naming(SchemaNaming.prefix("c_"))
                .sharedSchema("shared")
                .templateSchema("model")
                .build();

        assertThat(scripts().check().findings()).isEmpty();
        assertThat(scripts().layout(layout).check().findings())
                .extracting(finding -> finding.rule().id())
                .containsExactly("other-schema", "tenant-schema", "template-schema");
        Files.writeString(directory.resolve("V1__a.sql"), "select * from shared.a");
        scripts().layout(layout).assertClean();
    }

    private TenantScripts scripts() {
        return TenantScripts.in("filesystem:" + directory);
    }
}
