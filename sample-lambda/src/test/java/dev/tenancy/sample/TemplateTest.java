package dev.tenancy.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tenancy.sample.TemplateRule.Mistake;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The template against this project's own rules. That it is CloudFormation at all is checked by checks/run. */
final class TemplateTest {

    private static final String SOURCE = Template.source();

    static Stream<TemplateRule> rules() {
        return Stream.of(
                        TemplateNetwork.rules(),
                        TemplateDatabase.rules(),
                        TemplateFunctions.rules(),
                        TemplateApi.rules())
                .flatMap(rules -> rules);
    }

    static Stream<Arguments> mistakes() {
        return rules().flatMap(rule -> rule.mistakes().stream().map(mistake -> Arguments.of(rule, mistake)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void the_template_keeps_a_rule(TemplateRule rule) {
        rule.check().accept(Template.parse(SOURCE));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("mistakes")
    void a_mistake_is_found(TemplateRule rule, Mistake mistake) {
        Template broken = mistake.in(SOURCE);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> rule.check().accept(broken));
    }

    @Test
    void each_rule_is_shown_to_find_a_mistake() {
        assertThat(rules()).allSatisfy(rule -> assertThat(rule.mistakes()).isNotEmpty());
    }
}
