package dev.tenancy.guides;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page shows only what a test runs, and links only to what is there. */
class DocsTest {

    private static final Path ROOT = Path.of("..");

    @Test
    void every_java_snippet_is_a_region_of_a_test_and_every_region_is_shown() throws IOException {
        Docs docs = Docs.of(ROOT);

        assertThat(docs.pages()).containsKeys(Path.of("README.md"), Path.of("docs/provisioning.md"));
        assertThat(docs.strayCode()).isEmpty();
    }

    @Test
    void every_relative_link_and_anchor_leads_somewhere() throws IOException {
        assertThat(Docs.of(ROOT).brokenLinks()).isEmpty();
    }

    @Test
    void every_page_of_docs_is_linked_from_another() throws IOException {
        assertThat(Docs.of(ROOT).unlinked()).isEmpty();
    }

    @Test
    void a_snippet_that_no_test_runs_is_found(@TempDir Path root) throws IOException {
        Files.writeString(root.resolve("README.md"), "```java\nint a = 1;\n\nint b;\n```\n```java\nint c;\n```\n");
        Files.writeString(
                root.resolve("GuideTest.java"),
                "{\n    // region a\n    int a = 1;\n\n    int b;\n    // endregion\n    // region d\n    int d;\n    // endregion\n}");

        assertThat(Docs.of(root).strayCode())
                .containsExactly(
                        "README.md shows Java that is no region of a test:\nint c;",
                        "GuideTest.java has the region 'd', which no page shows as it is:\nint d;");
    }

    @Test
    void a_page_that_nobody_finds_is_found(@TempDir Path root) throws IOException {
        Files.createDirectory(root.resolve("docs"));
        Files.writeString(root.resolve("README.md"), "[guide](docs/guide.md#steps)\n");
        Files.writeString(root.resolve("docs/guide.md"), "# Steps\n");
        Files.writeString(root.resolve("docs/lost.md"), "[myself](lost.md) [back](../README.md)\n");

        assertThat(Docs.of(root).unlinked()).containsExactly(Path.of("docs/lost.md"));
    }

    @Test
    void a_link_that_leads_nowhere_is_found(@TempDir Path root) throws IOException {
        Files.createDirectory(root.resolve("docs"));
        Files.writeString(root.resolve("README.md"), """
                # Über *uns*, `a_b` & I
                [here](#über-uns-a_b--i) [there](docs/guide.md#steps-1) [folder](docs) [out](https://example.com/x#y)
                [gone](docs/gone.md) [no such step](docs/guide.md#steps-2) ![picture](docs/none.svg)
                """);
        Files.writeString(root.resolve("docs/guide.md"), "# Steps\n## Steps\n[back](../README.md)\n");

        assertThat(Docs.of(root).brokenLinks())
                .containsExactly(
                        "README.md links to docs/gone.md",
                        "README.md links to docs/guide.md#steps-2",
                        "README.md links to docs/none.svg");
    }
}
