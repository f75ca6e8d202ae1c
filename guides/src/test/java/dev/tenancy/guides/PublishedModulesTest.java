package dev.tenancy.guides;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A module is published unless it says that it is not, and then it has what others need of it. */
class PublishedModulesTest {

    private static final Path ROOT = Path.of("..");
    private static final String BOM = "tenancy-bom";

    @Test
    void the_bom_has_every_published_module() {
        assertThat(all("<artifactId>(tenancy-(?!bom|parent)[^<]*)</artifactId>", pom(BOM)))
                .containsExactlyInAnyOrderElementsOf(jars());
    }

    @Test
    void every_published_module_has_a_module_name_of_its_own() {
        Predicate<String> named = module -> Files.exists(ROOT.resolve(module + "/src/main/java/module-info.java"))
                || pom(module).contains("<Automatic-Module-Name>dev." + module.replace('-', '.'));

        assertThat(jars()).isNotEmpty().allMatch(named);
    }

    @Test
    void what_is_not_published_says_so_where_people_read_it() {
        assertThat(modules()).allSatisfy(module -> assertThat(pom(module).contains("Not published.</description>"))
                .as(module)
                .isEqualTo(!isPublished(module)));
    }

    @Test
    void the_readme_has_every_published_module() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));

        assertThat(jars()).allMatch(module -> readme.contains("| `" + module + "` |"));
    }

    private static Set<String> jars() {
        return modules().stream()
                .filter(module -> !module.equals(BOM) && isPublished(module))
                .collect(Collectors.toSet());
    }

    private static boolean isPublished(String module) {
        return !pom(module).contains("<maven.deploy.skip>true</maven.deploy.skip>");
    }

    private static List<String> modules() {
        return all("<module>([^<]*)</module>", pom("."));
    }

    private static String pom(String module) {
        try {
            return Files.readString(ROOT.resolve(module + "/pom.xml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> all(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
