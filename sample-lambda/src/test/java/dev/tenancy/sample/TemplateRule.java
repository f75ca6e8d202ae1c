package dev.tenancy.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Something that must be true of the template, and the mistakes that show that it is looked at.
 *
 * @param name a sentence
 * @param check throws an AssertionError
 * @param mistakes edits of the template's text, each of which breaks the rule
 */
record TemplateRule(String name, Consumer<Template> check, List<Mistake> mistakes) {

    /** An edit of the template: what is there, and what somebody might write instead. */
    record Mistake(String right, String wrong) {

        /** The template with the mistake in it. */
        Template in(String source) {
            assertThat(source).as("what the mistake replaces").contains(right);
            return Template.parse(source.replace(right, wrong));
        }
    }

    static TemplateRule rule(String name, Consumer<Template> check) {
        return new TemplateRule(name, check, List.of());
    }

    TemplateRule brokenBy(String right, String wrong) {
        List<Mistake> more = new ArrayList<>(mistakes);
        more.add(new Mistake(right, wrong));
        return new TemplateRule(name, check, List.copyOf(more));
    }

    @Override
    public String toString() {
        return name;
    }
}
