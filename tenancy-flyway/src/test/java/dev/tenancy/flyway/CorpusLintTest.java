package dev.tenancy.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenancy.lint.Finding;
import dev.tenancy.lint.Lint;
import dev.tenancy.lint.MigrationScript;
import dev.tenancy.lint.MigrationScripts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the lint says of scripts that were written for something else. */
class CorpusLintTest {

    @Test
    void every_finding_in_the_corpus_is_true_and_there_are_no_others() {
        assertThat(Corpus.all().flatMap(CorpusLintTest::found))
                .as("a new finding: mend the script, or, if it is meant, list it here; if it is false, mend the lint")
                .containsExactlyInAnyOrder(
                        "V2__constraints.sql:1 shared-foreign-key", // of p, into public.countries
                        "V2__functions.sql:11 function-path", // pl updates first, and has no path
                        "V3__functions.sql:1 security-definer",
                        "V2__rights_and_comments.sql:2 public-grant",
                        "V2__rights_and_comments.sql:8 database-object", // default rights of the login, not of the
                        // schema
                        "V2__rights_and_comments.sql:8 public-grant",
                        "V3__rights_and_comments.sql:1 public-grant");
    }

    /** What is provisioned first counts as released. */
    private static Stream<String> found(Corpus set) {
        Map<String, String> texts = new LinkedHashMap<>();
        set.steps().forEach(step -> texts.putAll(texts(step)));
        List<String> released = List.copyOf(texts(set.steps().get(0)).keySet());
        List<MigrationScript> scripts = texts.entrySet().stream()
                .map(script -> MigrationScript.of(script.getKey(), script.getValue()))
                .toList();
        return Lint.defaults().check(MigrationScripts.of(scripts).released(released::contains)).findings().stream()
                .map(CorpusLintTest::text);
    }

    private static Map<String, String> texts(List<String> step) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (int i = 0; i < step.size(); i += 2) {
            texts.put(step.get(i), step.get(i + 1));
        }
        return texts;
    }

    private static String text(Finding finding) {
        return finding.script() + ":" + finding.line() + " " + finding.rule();
    }
}
